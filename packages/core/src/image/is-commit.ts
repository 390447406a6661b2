/** Whether a text is the full id of a commit: SHA-1 or SHA-256, in hex. */
export function isCommit(text: string): boolean {
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text)
}
