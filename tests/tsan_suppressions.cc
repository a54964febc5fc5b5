// Debian's RocksDB is not built for the thread sanitizer, which thus cannot see the atomics that
// order its readers and its writer: of what it shows us the decoders are the first readers.
extern "C" const char* __tsan_default_suppressions();  // NOLINT(bugprone-reserved-identifier)

extern "C" const char* __tsan_default_suppressions() {  // NOLINT(bugprone-reserved-identifier)
  return "race:librocksdb.so\nrace:anchord::decode_\n";
}
