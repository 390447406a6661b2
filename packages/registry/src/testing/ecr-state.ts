/** What the service knows of one manifest. */
export interface ImageRecord {
  readonly digest: string
  readonly tags: Set<string>
  readonly pushedAt: number
  readonly bytes: number
  /** Of an index, the manifests it names. */
  readonly children: readonly string[]
}

export interface CatalogRecord {
  readonly description?: string
  readonly architectures?: readonly string[]
  readonly operatingSystems?: readonly string[]
  readonly aboutText?: string
  readonly usageText?: string
  /** Base64, as sent. */
  readonly logoImageBlob?: string
}

export interface RepositoryRecord {
  readonly name: string
  readonly createdAt: number
  catalogData: CatalogRecord | undefined
  readonly images: Map<string, ImageRecord>
}

/** One sign-in that was issued. */
export interface IssuedPassword {
  readonly password: string
  /** The whole authorization token: base64 of user name and password. */
  readonly token: string
  /** Milliseconds since the epoch. */
  expiresAt: number
}

export interface ServiceFault {
  readonly status: number
  readonly name: string
  readonly message: string
}

/** All a test may look at and change while the server runs. */
export class EcrState {
  readonly repositories = new Map<string, RepositoryRecord>()
  /** Every call in order: `CreateRepository hello-r`. */
  readonly calls: string[] = []
  /** Regions that calls were signed for. */
  readonly regions = new Set<string>()
  readonly issued: IssuedPassword[] = []
  /** Operations that the caller has no permission for; `sts:GetServiceBearerToken` counts as well. */
  readonly denied = new Set<string>()
  /** How many of the next calls of an operation are throttled. */
  readonly throttled = new Map<string, number>()
  /** Operations that fail each time. */
  readonly faults = new Map<string, ServiceFault>()
  /** How long a sign-in lives that is issued from now on. */
  tokenLifeMs = 12 * 60 * 60_000
  /** How many of the next sign-ins have ended by the time they are used. */
  endingSignIns = 0
  /** How long the session of a role lives that is taken from now on. */
  sessionLifeMs = 60 * 60_000
  /** Of roles that were taken, by access key: when they end, in milliseconds since the epoch. */
  readonly sessions = new Map<string, number>()
  /** Tokens of the job that were issued and have taken no role yet: each does so once. */
  readonly jobTokens = new Set<string>()
  /** How many of the next requests for a token of the job meet a service that is down. */
  tokenServiceDown = 0
  /** How many repositories the account may have. */
  repositoryLimit = 10_000
  /** The most a page holds, whatever is asked for. */
  pageSize = 1000

  addRepository(name: string): RepositoryRecord {
    const record: RepositoryRecord = { name, createdAt: Date.now(), catalogData: undefined, images: new Map() }
    this.repositories.set(name, record)
    return record
  }

  /** Neither the registry takes the sign-ins issued so far, nor AWS the sessions of roles. */
  expireIssued(): void {
    for (const each of this.issued) each.expiresAt = 0
    for (const key of this.sessions.keys()) this.sessions.set(key, 0)
  }

  isLive(password: string): boolean {
    return this.issued.some((each) => each.password === password && each.expiresAt > Date.now())
  }

  /** What has been called since the last time. */
  takeCalls(): string[] {
    return this.calls.splice(0)
  }
}
