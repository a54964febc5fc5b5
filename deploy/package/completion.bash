# Completion of anchord and anchorctl for bash: their own --help is asked for what there is.
_anchord() {
  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} program=${COMP_WORDS[0]}
  local command=() i
  case $before in
    --data) mapfile -t COMPREPLY < <(compgen -d -- "$word"); return ;;
    --config | --seeds) mapfile -t COMPREPLY < <(compgen -f -- "$word"); return ;;
    --output) mapfile -t COMPREPLY < <(compgen -W "table json csv ndjson" -- "$word"); return ;;
    --mode) mapfile -t COMPREPLY < <(compgen -W "exact prefix domain subdomains" -- "$word"); return ;;
  esac
  local commands
  commands=$("$program" --help 2>/dev/null | sed -n '/^Subcommands:/,$s/^  \([a-z][a-z-]*\).*/\1/p')
  for ((i = 1; i < COMP_CWORD; ++i)); do
    if grep -qx -- "${COMP_WORDS[i]}" <<<"$commands"; then command=("${COMP_WORDS[i]}"); break; fi
  done
  local options
  options=$("$program" "${command[@]}" --help 2>/dev/null | grep -oE -- '--[a-z][a-z0-9-]*' | sort -u)
  [ ${#command[@]} -gt 0 ] && commands=
  mapfile -t COMPREPLY < <(compgen -W "$commands $options" -- "$word")
}
complete -o default -F _anchord anchord anchorctl
