/** Where people look packages up, by the source that a lockfile names. One entry a place; of any other nothing is linked. */
const PLACES: readonly { readonly source: RegExp; readonly address: (name: string, match: RegExpExecArray) => string }[] = [
  { source: /^CRAN$/i, address: (name) => `https://cran.r-project.org/package=${name}` },
  { source: /^Bioconductor\b/i, address: (name) => `https://bioconductor.org/packages/${name}` },
  {
    source: /^(?:conda-forge|bioconda|nvidia|pytorch|defaults|r)$/i,
    address: (name, [channel]) => `https://anaconda.org/${channel.toLowerCase()}/${name}`,
  },
  { source: /^PyPI$/i, address: (name) => `https://pypi.org/project/${name}/` },
  {
    source: /^GitHub ([\w.-]+)\/([\w.-]+)$/i,
    address: (_, [, owner = '', repository = '']) => `https://github.com/${owner}/${repository}`,
  },
  { source: /^npm$/i, address: (name) => `https://www.npmjs.com/package/${name.replaceAll('%2F', '/').replaceAll('%40', '@')}` },
]

/** The page of a package where it comes from; nothing where the place is not known. */
export function packageLink(name: string, source: string): string | undefined {
  for (const place of PLACES) {
    const match = place.source.exec(source)
    if (match) return place.address(encodeURIComponent(name), match)
  }
  return undefined
}
