/**
 * Which users of the host the users of a container are, and so whose the files are that they write into a mounted folder.
 *
 * - `host`: the same, by number;
 * - `rootless`: root is whoever runs the engine, all others are subordinate users of theirs;
 * - `remapped`: all are subordinate users, root too, except in a container that leaves the mapping out.
 */
export type UserNamespace = 'host' | 'rootless' | 'remapped'
