# Makes anchord.toml(5) of deploy/anchord.toml: comments become text, settings become headings.
BEGIN {
  print ".TH ANCHORD.TOML 5 \"\" \"anchord " version "\" \"File Formats\""
  print ".SH NAME\nanchord.toml \\- settings of anchord(8)\n.SH DESCRIPTION"
}
/^\[/ { name = substr($0, 2, index($0, "]") - 2); text = flush_text(text); print ".SH \"[" name "]\""; next }
/^#/ { line = $0; sub(/^# ?/, "", line); text = text escaped(line) "\n"; next }
/^[a-z_0-9]+ = / {
  print ".TP\n.BR \"" escaped($0) "\""
  printf "%s", text
  text = ""
  next
}
/^$/ { text = flush_text(text) }
END { print ".SH FILES\n.I /etc/anchord/anchord.toml\n.SH SEE ALSO\n.BR anchord (8)" }

function flush_text(text) { if (text != "") printf ".PP\n%s", text; return "" }
function escaped(line) {
  gsub(/\\/, "\\e", line); gsub(/-/, "\\-", line); gsub(/"/, "\\(dq", line)
  if (line ~ /^[.']/) line = "\\&" line
  return line
}
