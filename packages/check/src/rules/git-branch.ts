/** What repositories call the branches that move on; any other name may be a tag. */
const BRANCHES = /^(?:master|main|HEAD|dev(?:elop)?|trunk)$/

/** Whether an address, as pip takes it, names a git repository and neither a commit nor a tag of it. */
export function isGitBranch(written: string): boolean {
  const [, address = ''] = /^(?:[\w.[\],-]+\s*@\s*)?git\+\w+:\/\/(?:[^/@]*@)?([^#?]+)/.exec(written) ?? []
  const at = address.lastIndexOf('@')
  return address !== '' && (at < 0 || BRANCHES.test(address.slice(at + 1)))
}

/** What to say of such a package. */
export function renderGitBranch(name: string): string {
  return `${name} is whatever its branch holds on the day of the build.`
}
