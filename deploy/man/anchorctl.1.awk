# Makes anchorctl(1) of what `anchorctl --help` says.
BEGIN {
  print ".TH ANCHORCTL 1 \"\" \"anchord " version "\" \"User Commands\""
  print ".SH NAME\nanchorctl \\- answers questions about what anchord(8) has crawled"
  print ".SH SYNOPSIS\n.B anchorctl\n.B \\-\\-data\n.I DIR COMMAND\n.RI [ OPTION ]...\n.SH OPTIONS\n.TP\n.BI \\-\\-data \" DIR\""
  print "Directory of the index: that of the service is\n.IR /var/lib/anchord .\n.SH COMMANDS"
  print ".B anchorctl COMMAND \\-\\-help\ntells the options of each."
}
/^Subcommands:/ { in_commands = 1; next }
in_commands && /^  [a-z]/ {
  name = $1
  sub(/^ +[a-z-]+ */, "")
  gsub(/-/, "\\-")
  print ".TP\n.B " name "\n" $0
  next
}
in_commands && /^ +[^ ]/ { sub(/^ +/, ""); gsub(/-/, "\\-"); print; next }
/^$/ { next }
in_commands { print ".PP"; gsub(/-/, "\\-"); print; }
END { print ".SH SEE ALSO\n.BR anchord (8)" }
