/** A page that a container serves. */
export interface Page {
  /** What it is, for people: `Jupyter`. */
  readonly title: string
  /** As this machine reaches it. With a token in its query it is as secret as that. */
  readonly address: URL
  /** What its form asks for. */
  readonly signIn?: SignIn | undefined
}

/** @see Page */
export interface SignIn {
  readonly user: string
  readonly password: string
}

/** Whether its address alone lets in. */
export function hasToken({ address }: Page): boolean {
  return address.search !== ''
}

/** The page without what lets in. */
export function publicAddress({ address }: Page): string {
  return hasToken({ title: '', address }) ? address.origin : address.href
}
