import type { Candidate, Place, ValueOption } from './places.js';
import { placeOfTypedWords } from './typed-words.js';

const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;
const described = (candidates: readonly Candidate[]) =>
  candidates.map(([text, about]) => quoted(`${text}:${about}`)).join(' ');

/** A function for a folder of \`fpath\`, by the name \`_whmcs-mcp\`. */
export function zshScript(places: readonly Place[], values: readonly ValueOption[]): string {
  const valueCases = values.map(({ option, choices, isFile }) => {
    if (isFile) return `    ${option}) _files; return ;;`;
    return `    ${option}) ${choices === undefined ? '' : `compadd -- ${choices.join(' ')}; `}return ;;`;
  });
  const placeCases = places.map(
    ({ after, words, options, takesFile }) =>
      `    ${quoted(after)}) subjects=(${described(words)}); options=(${described(options)})${takesFile ? '; files=1' : ''} ;;`,
  );
  return `#compdef whmcs-mcp
# Completion of whmcs-mcp for zsh.
_whmcs_mcp() {
  local -a subjects options
  local typed='' word skip='' files='' i
  case $words[CURRENT-1] in
${valueCases.join('\n')}
  esac
  for ((i = 2; i < CURRENT; i++)); do
    word=$words[i]
${placeOfTypedWords(values, placeCases, "options=('--help:say how a command is typed')")}
  if [[ $words[CURRENT] == -* ]]; then
    _describe -o option options
    return
  fi
  (( $#subjects )) && _describe command subjects
  [[ -z $files ]] || _files
}
if [[ \${funcstack[1]-} == _whmcs-mcp ]]; then _whmcs_mcp "$@"; else compdef _whmcs_mcp whmcs-mcp; fi
`;
}
