/** `dist/images/<project>.json` as a user of the packages sees it. */
export interface Receipt {
  readonly module: string
  readonly image: string
  readonly key: string
  readonly contentTag: string
  readonly outcome: string
  readonly reason: string
  readonly digest?: string
  readonly platforms: readonly string[]
  readonly size?: { readonly bytes: number; readonly of: string }
  readonly bases: readonly { readonly reference: string; readonly digest?: string; readonly module?: string }[]
  readonly tags: readonly string[]
  readonly seconds: number
}
