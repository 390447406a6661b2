/** What a shell runs once, to ask this command for completions from then on. */
export interface Shell {
  readonly name: string
  /** Where a person puts it. */
  readonly install: string
  readonly script: string
}

/**
 * The command where it is installed, else the workspace's own by npx. It gets the words before the cursor, the last of them as far as it is
 * typed, and prints a line for each completion: the word, a tab, what it is. What it prints is put on the command line quoted, and never
 * evaluated: names of modules come from folders. Without a completion, the shell completes files.
 */
const ASK = `if type -p module-images >/dev/null 2>&1; then command module-images complete -- "$@"; else npx --no module-images complete -- "$@"; fi 2>/dev/null`

const BASH = `# Completion of module-images for bash
__module_images_ask() { ${ASK}; }
_module_images() {
  local word
  COMPREPLY=()
  while IFS=$'\\t' read -r word _; do
    [ -n "$word" ] && COMPREPLY+=("$(printf '%q' "$word")")
  done < <(__module_images_ask "\${COMP_WORDS[@]:1:COMP_CWORD}")
}
complete -o default -F _module_images module-images
`

const ZSH = `#compdef module-images
# Completion of module-images for zsh
__module_images_ask() { ${ASK} }
_module_images() {
  local line
  local -a words_ descriptions
  while IFS= read -r line; do
    words_+=("\${line%%$'\\t'*}")
    descriptions+=("\${line/$'\\t'/  -- }")
  done < <(__module_images_ask "\${(@)words[2,CURRENT]}")
  if (( \${#words_} )); then compadd -l -d descriptions -a words_; else _files; fi
}
if [ "\${funcstack[1]}" = _module_images ]; then _module_images "$@"; else compdef _module_images module-images; fi
`

const FISH = `# Completion of module-images for fish
function __module_images_complete
    set -l words (commandline -opc) (commandline -ct)
    set -l found
    if command -q module-images
        set found (command module-images complete -- $words[2..] 2>/dev/null)
    else
        set found (npx --no module-images complete -- $words[2..] 2>/dev/null)
    end
    if test (count $found) -gt 0
        printf '%s\\n' $found
    else
        __fish_complete_path (commandline -ct)
    end
end
complete -c module-images -f -a '(__module_images_complete)'
`

/** One entry a shell. */
export const SHELLS: readonly Shell[] = [
  { name: 'bash', install: 'module-images completion bash >> ~/.bashrc', script: BASH },
  { name: 'zsh', install: 'module-images completion zsh > "${fpath[1]}/_module-images"', script: ZSH },
  { name: 'fish', install: 'module-images completion fish > ~/.config/fish/completions/module-images.fish', script: FISH },
]
