/** By containerd's `isKnownOS` and `isKnownArch`: https://github.com/containerd/platforms/blob/main/database.go */
const SYSTEMS = new Set(
  'aix android darwin dragonfly freebsd hurd illumos ios js linux nacl netbsd openbsd plan9 solaris windows zos macos'.split(' '),
)
const ARCHITECTURES = new Set(
  `386 amd64 amd64p32 arm armbe arm64 arm64be ppc64 ppc64le loong64 mips mipsle mips64 mips64le mips64p32 mips64p32le ppc riscv riscv64
  s390 s390x sparc sparc64 wasm x86_64 x86-64 aarch64 armhf armel i386`.split(/\s+/),
)

/** Whether BuildKit takes a platform: `os`, `arch`, `os/arch` or `os/arch/variant`. Of one that has a slash it knows no names. */
export function isPlatform(text: string): boolean {
  const [first = '', ...others] = text.split('/')
  if (others.length > 2 || !/^[\w-]+(?:\([\w.+%-]*\))?$/.test(first) || !others.every((part) => /^[\w.-]+$/.test(part))) return false
  const name = first.replace(/\(.*/, '').toLowerCase()
  return others.length > 0 || SYSTEMS.has(name) || ARCHITECTURES.has(name)
}

/** Whether there are machines of a platform that {@link isPlatform} takes. */
export function isKnownPlatform(text: string): boolean {
  const [first = '', architecture] = text.toLowerCase().split('/')
  return architecture === undefined ? isPlatform(text) : SYSTEMS.has(first.replace(/\(.*/, '')) && ARCHITECTURES.has(architecture)
}
