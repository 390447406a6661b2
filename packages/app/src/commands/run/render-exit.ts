/** What a failed container ended with, for a person, and what the codes that docker and shells give a meaning to tell. */
export function renderExit(name: string, exitCode: number): string {
  const meaning = MEANINGS[exitCode]
  return [`✗ ${name} ended with exit code ${exitCode}`, ...(meaning === undefined ? [] : [`  ${meaning}`])].join('\n')
}

/** Whether {@link renderExit} has more to say than the code. */
export function isExplained(exitCode: number): boolean {
  return MEANINGS[exitCode] !== undefined
}

/** https://docs.docker.com/engine/containers/run/#exit-status; 137 is SIGKILL's. */
const MEANINGS: Readonly<Record<number, string>> = {
  125: "Docker's own code for a container that did not start: where docker's message stands above, the module did not run.",
  126: 'A file was found and cannot be executed: it lacks the executable bit, or is made for another platform.',
  127:
    'A command was not found. A container has the PATH of the image: what ~/.bashrc or /etc/profile.d adds to it (conda, nvm) is there in a ' +
    'login shell alone. Set an ENV PATH in the Dockerfile, or run it by --login-shell (nx: --loginShell). ' +
    "Where docker's own message above says that it did not find /bin/sh, the image has no shell, which --command and --login-shell need: " +
    'install one in the Dockerfile.',
  137: 'It was killed: by hand, or because memory ran out. See --memory, and the memory that the engine has.',
}
