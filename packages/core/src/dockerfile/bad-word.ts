/** A word BuildKit refuses, such as `${a`. Whoever knows the line turns it into an error with a place. */
export class BadWordError extends Error {}
