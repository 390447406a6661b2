/** One word of a shell command. */
export interface ShellWord {
  /** Quotes and backslashes gone; what is expanded is still as written. */
  readonly text: string
  /** It holds a variable or a command whose value only the shell knows. */
  readonly dynamic: boolean
  /** Offsets in the script. */
  readonly start: number
  readonly end: number
}

export type Separator = '' | '&&' | '||' | ';' | '|' | '&' | '(' | ')'

/** One simple command, assignments and redirections left out of its words. */
export interface ShellCommand {
  readonly words: readonly ShellWord[]
  /** What stands before and after it. */
  readonly before: Separator
  readonly after: Separator
}

const RESERVED = new Set(['if', 'then', 'else', 'elif', 'fi', 'do', 'done', 'while', 'until', '!', '{', '}', 'esac', 'time'])
const OPERATOR = /&&|\|\||;;|[;&|()\n]/y
const REDIRECTION = /\d*(?:&>>?|>>|>\||>&|<&|<>|<<<|<<-?|>|<)/y
const PLAIN = /[^\s\\'"`$;&|()<>]+/y

/**
 * Takes a script of a POSIX shell or bash apart into simple commands, as far as rules need it: which programs run with which words. What
 * is expanded is not followed, functions and `case` are read as if they were lists.
 * Rules: https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html
 *
 * @returns nothing where quotes or brackets do not close: then nothing is certain
 */
export function parseShellCommands(script: string): ShellCommand[] | undefined {
  const scanner = new Scanner(script)
  return scanner.read() ? scanner.commands : undefined
}

class Scanner {
  readonly commands: ShellCommand[] = []
  readonly #text: string
  #at = 0
  #words: ShellWord[] = []
  #before: Separator = ''
  /** A quote or bracket does not close. */
  #isOpen = false

  constructor(text: string) {
    this.#text = text
  }

  read(): boolean {
    while (this.#at < this.#text.length) {
      if (/[ \t\r]/.test(this.#peek())) this.#at++
      else if (this.#text.startsWith('\\\n', this.#at)) this.#at += 2
      else if (this.#peek() === '#') this.#skipComment()
      else if (this.#skipRedirection()) continue
      else if (!this.#readOperator() && !this.#readWord()) return false
    }
    this.#endCommand('')
    return !this.#isOpen
  }

  /** Goes to the end, since there is nothing more to understand. */
  #giveUp(): false {
    this.#isOpen = true
    this.#at = this.#text.length
    return false
  }

  #peek(): string {
    return this.#text[this.#at] ?? ''
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at
    const found = pattern.exec(this.#text)?.[0]
    if (found !== undefined) this.#at += found.length
    return found
  }

  #skipComment(): void {
    const end = this.#text.indexOf('\n', this.#at)
    this.#at = end < 0 ? this.#text.length : end
  }

  /** The operator alone: the file it names is one word, taken here too. `<(…)` is a word. */
  #skipRedirection(): boolean {
    if (/^[<>]\(/.test(this.#text.slice(this.#at, this.#at + 2))) return false
    if (this.#match(REDIRECTION) === undefined) return false
    this.#match(/[ \t]*/y)
    const kept = this.#words
    this.#words = []
    if (!/[;&|()\n]/.test(this.#peek())) this.#readWord()
    this.#words = kept
    return true
  }

  #readOperator(): boolean {
    const operator = this.#match(OPERATOR)
    if (operator === undefined) return false
    this.#endCommand(operator === ';;' || operator === '\n' ? ';' : (operator as Separator))
    return true
  }

  #endCommand(separator: Separator): void {
    const words = this.#words.slice(
      Math.max(
        0,
        this.#words.findIndex((word) => !RESERVED.has(word.text)),
      ),
    )
    if (words.some((word) => !RESERVED.has(word.text))) this.commands.push({ words, before: this.#before, after: separator })
    this.#words = []
    this.#before = separator
  }

  #readWord(): boolean {
    const start = this.#at
    let text = ''
    let dynamic = false
    for (;;) {
      const plain = this.#match(PLAIN)
      if (plain !== undefined) {
        text += plain
        continue
      }
      const character = this.#peek()
      const from = this.#at
      if (character === '' || /[\s;&|)]/.test(character)) break
      if (character === '\\') {
        text += this.#text[this.#at + 1] === '\n' ? '' : (this.#text[this.#at + 1] ?? '')
        this.#at += 2
      } else if (character === "'") {
        const end = this.#text.indexOf("'", this.#at + 1)
        if (end < 0) return this.#giveUp()
        text += this.#text.slice(this.#at + 1, end)
        this.#at = end + 1
      } else if (character === '"') {
        const inner = this.#readDoubleQuoted()
        if (inner === undefined) return false
        text += inner.text
        dynamic ||= inner.dynamic
      } else if (character === '$' || character === '`' || /^[<>]\(/.test(this.#text.slice(from, from + 2))) {
        if (!this.#skipExpansion()) return false
        dynamic ||= this.#at - from > 1
        text += this.#text.slice(from, this.#at)
      } else break
    }
    if (this.#at === start) return false
    this.#words.push({ text, dynamic, start, end: this.#at })
    return true
  }

  #readDoubleQuoted(): { text: string; dynamic: boolean } | undefined {
    let text = ''
    let dynamic = false
    for (this.#at++; this.#at < this.#text.length;) {
      const character = this.#peek()
      if (character === '"') {
        this.#at++
        return { text, dynamic }
      }
      const from = this.#at
      if (character === '\\') {
        const next = this.#text[this.#at + 1] ?? ''
        text += next === '\n' ? '' : '$`"\\'.includes(next) ? next : `\\${next}`
        this.#at += 2
      } else if (character === '$' || character === '`') {
        if (!this.#skipExpansion()) return undefined
        dynamic ||= this.#at - from > 1
        text += this.#text.slice(from, this.#at)
      } else {
        text += character
        this.#at++
      }
    }
    this.#giveUp()
    return undefined
  }

  /** `$name`, `${…}`, `$(…)`, backquotes and `<(…)`; a lone dollar is one character. */
  #skipExpansion(): boolean {
    if (this.#peek() === '`') {
      const end = this.#text.indexOf('`', this.#at + 1)
      if (end < 0) return this.#giveUp()
      this.#at = end + 1
      return true
    }
    this.#at++
    if (this.#peek() === '(' || this.#peek() === '{') return this.#skipBrackets()
    if (this.#match(/[A-Za-z_][A-Za-z0-9_]*/y) === undefined) this.#match(/[0-9@*#?!$-]/y)
    return true
  }

  #skipBrackets(): boolean {
    const closers: string[] = []
    for (; this.#at < this.#text.length; this.#at++) {
      const character = this.#peek()
      if (character === '\\') this.#at++
      else if (character === "'") {
        const end = this.#text.indexOf("'", this.#at + 1)
        if (end < 0) return this.#giveUp()
        this.#at = end
      } else if (character === '(') closers.push(')')
      else if (character === '{') closers.push('}')
      else if (character === closers.at(-1) && closers.pop() !== undefined && closers.length === 0) {
        this.#at++
        return true
      }
    }
    return this.#giveUp()
  }
}
