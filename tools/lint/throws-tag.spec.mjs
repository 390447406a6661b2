import { RuleTester } from 'eslint'
import tseslint from 'typescript-eslint'
import { describe, it } from 'vitest'
import { throwsTag } from './throws-tag.mjs'

RuleTester.describe = describe
RuleTester.it = it

const tester = new RuleTester({ languageOptions: { parser: tseslint.parser } })
const errors = [{ messageId: 'missing' }]

tester.run('throws-tag', throwsTag, {
  valid: [
    `/** Reads it. @throws ModuleImagesError \`unreadable-file\` */\nexport function read(): string { throw new Error() }`,
    `/**\n * Reads it.\n *\n * @throws what the file system says\n */\nexport const read = () => { throw new Error() }`,
    `function read() { throw new Error() }`,
    `export function read() { return list.map(() => { throw new Error() }) }`,
    `export function read() { try { open() } catch (error) { throw error } }`,
    `export function read() { try { throw new Error() } catch { return undefined } }`,
    `export class Store {\n  /** @throws StoreClosed */\n  read() { throw new StoreClosed() }\n  #open() { throw new Error() }\n  private close() { throw new Error() }\n}`,
    `class Store { read() { throw new Error() } }`,
  ],
  invalid: [
    { code: `/** Reads it. */\nexport async function read() { throw new Error() }`, errors },
    { code: `// @throws Error\nexport function read() { throw new Error() }`, errors },
    { code: `/** Reads it. @throws Error */\nconst other = 1\nexport function read() { throw new Error() }`, errors },
    { code: `export default function read() { if (a) { throw new Error() } }`, errors },
    { code: `export const read = () => { throw new Error() }`, errors },
    { code: `export function read() { try { open() } catch (error) { throw new Error('no', { cause: error }) } }`, errors },
    { code: `export function read() { try { open(); throw new Error() } finally { close() } }`, errors },
    { code: `export class Store {\n  /** @throws Error */\n  constructor() {}\n  read() { throw new Error() }\n}`, errors },
  ],
})
