// Debian's RocksDB and zstd are not built for the thread sanitizer, which thus cannot see the
// atomics that order RocksDB's readers and its writer: of what these show us the decoders are the
// first readers.
extern "C" const char* __tsan_default_suppressions();  // NOLINT(bugprone-reserved-identifier)

extern "C" const char* __tsan_default_suppressions() {  // NOLINT(bugprone-reserved-identifier)
  return "race:librocksdb.so\nrace:libzstd.so\nrace:anchord::decode_\n";
}
