/** What the command ends with when it did what was asked. */
export const EXIT_DONE = 0
/** An error, or an answer that is not as wanted: a tag is wrong, a check has found something. */
export const EXIT_FAILED = 1
/** A command line that is wrong by itself, whatever the workspace and the registry hold: an option that there is not, a value that it cannot have. */
export const EXIT_USAGE = 2
/** What was printed is of use, and lacks what cannot be had. Only for a program that has to tell the two apart. */
export const EXIT_PARTIAL = 3
/** 128 and the number of SIGINT, as shells tell of a program that Ctrl-C has ended. */
export const EXIT_INTERRUPTED = 130
/** 128 and the number of SIGPIPE, as shells tell of a program that wrote to a pipe whose reader was gone. */
export const EXIT_BROKEN_PIPE = 141

/** What `--help` says of them. */
export const EXIT_CODES: readonly (readonly [code: number, meaning: string])[] = [
  [EXIT_DONE, 'done'],
  [EXIT_FAILED, 'an error, or not as wanted'],
  [EXIT_USAGE, 'wrong usage'],
  [EXIT_PARTIAL, 'done but for some modules'],
  [EXIT_INTERRUPTED, 'stopped by Ctrl-C'],
  [EXIT_BROKEN_PIPE, 'the reader of its output was gone'],
]
