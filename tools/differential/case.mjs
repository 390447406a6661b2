// @ts-check
/**
 * One build context with the Dockerfile that reads it, as data: git keeps neither empty folders nor hard links, and not every
 * file system takes every name.
 *
 * @typedef {{ path: string, kind: 'file', executable: boolean, salt?: string, mode?: number }
 *   | { path: string, kind: 'folder', mode?: number }
 *   | { path: string, kind: 'symlink', target: string }
 *   | { path: string, kind: 'hardlink', to: string }} Entry `path` and `to` are posix, from the context's root;
 *   `mode`: else 0755 for folders and what is executable, 0644 for the rest
 *
 * @typedef {object} Case
 * @property {readonly Entry[]} entries parents before what they hold; none below a file or a link
 * @property {string | undefined} ignore text of the ignore file
 * @property {'.dockerignore' | 'Dockerfile.dockerignore'} ignoreFile
 * @property {string} dockerfile
 */

/** What every file holds: enough to know it again in an image, wherever it went. @param {string} path @param {string} [salt] */
export function contentOf(path, salt = '') {
  return `from ${path}\n${salt}`
}

/** The path a content came from; undefined for what is none of ours. @param {string} content */
export function pathOf(content) {
  return content.startsWith('from ') ? content.slice('from '.length, content.indexOf('\n')) : undefined
}
