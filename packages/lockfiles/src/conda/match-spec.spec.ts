import { describe, expect, it } from 'vitest'
import { channelName, channelOf, exactVersion, parseMatchSpec } from './match-spec.js'

/** Name, exact version, version as asked, build and channel, as `MatchSpec` of conda 26 has them. */
type Read = readonly [name: string, exact?: string | undefined, version?: string | undefined, build?: string | undefined, channel?: string]

describe('a match specification', () => {
  it.each<[string, Read]>([
    ['numpy', ['numpy']],
    ['NumPy', ['numpy']],
    ['_libgcc_mutex=0.1', ['_libgcc_mutex', undefined, '=0.1']],
    ['__glibc>=2.17', ['__glibc', undefined, '>=2.17']],
    ['python=3.11', ['python', undefined, '=3.11']],
    ['python 3.11', ['python', '3.11', '3.11']],
    ['python ==3.11', ['python', '3.11', '==3.11']],
    ['python = 3.11', ['python', undefined, '=3.11']],
    ['python 3.11.*', ['python', undefined, '3.11.*']],
    ['python=3.11.*', ['python', undefined, '=3.11.*']],
    ['python *', ['python']],
    ['python~=3.11', ['python', undefined, '~=3.11']],
    ['a!=1.2', ['a', undefined, '!=1.2']],
    ['a=1.2|1.3', ['a', undefined, '=1.2|1.3']],
    ['samtools >=1.19,<2', ['samtools', undefined, '>=1.19,<2']],
    ['samtools >=1.19 , <2 py311_0', ['samtools', undefined, '>=1.19,<2', 'py311_0']],
    ['r-base=4.4.1=h1_0', ['r-base', '4.4.1', '=4.4.1', 'h1_0']],
    ['scipy==1.7.0=py39h9_0', ['scipy', '1.7.0', '==1.7.0', 'py39h9_0']],
    ['numpy 1.26 *mkl*', ['numpy', '1.26', '1.26', '*mkl*']],
    ['x264=1!164.3095=h1', ['x264', '1!164.3095', '=1!164.3095', 'h1']],
    ['a=1.2.*=py_0', ['a', undefined, '=1.2.*', 'py_0']],
    ['blas[build=mkl]', ['blas', undefined, undefined, 'mkl']],
    ['blas=*=openblas', ['blas', undefined, '=*', 'openblas']],
    ["a[version='>=1,<2', build=x]", ['a', undefined, '>=1,<2', 'x']],
    ['a 1.2[version=1.3]', ['a', '1.3', '1.3']],
    ['a >=1 (optional)', ['a', undefined, '>=1']],
    ['bioconda::samtools=1.2', ['samtools', undefined, '=1.2', undefined, 'bioconda']],
    ['conda-forge/linux-64::a', ['a', undefined, undefined, undefined, 'conda-forge']],
    ['conda-forge:r-base=4.3.2', ['r-base', undefined, '=4.3.2']],
    ['a[channel=conda-forge]', ['a', undefined, undefined, undefined, 'conda-forge']],
    ['pkgs/main::a', ['a', undefined, undefined, undefined, 'pkgs/main']],
    ['https://conda.anaconda.org/bioconda::a', ['a', undefined, undefined, undefined, 'bioconda']],
    [
      'https://user:password@host.example/t/TOKEN/chan::samtools=1.2',
      ['samtools', undefined, '=1.2', undefined, 'https://host.example/chan'],
    ],
    ['a[channel="https://u:p@h.example:8080/t/T/c"]', ['a', undefined, undefined, undefined, 'https://h.example:8080/c']],
    ['https://u:p@h.example/t/T/chan/linux-64/zlib-1.2.13-hd5_5.conda', ['zlib', '1.2.13', '==1.2.13', 'hd5_5', 'chan']],
    ['r-a-b-1.0_2-r44_0.tar.bz2', ['r-a-b', '1.0_2', '==1.0_2', 'r44_0', 'r-a-b-1.0_2-r44_0.tar.bz2']],
    ['a=1.2 # why', ['a', undefined, '=1.2']],
  ])('%s', (written, [name, exact, version, build, channel]) => {
    const spec = parseMatchSpec(written)
    expect(spec && { ...spec, exact: exactVersion(spec) }).toEqual({ name, version, build, channel, exact })
  })

  it.each(['', '=1', 'a__b', 'a==', 'a>=', 'a <', 'a[x][y]', 'a^b', 'ä', '[build=x]', 'a'.repeat(2000)])('refuses %j', (written) => {
    expect(parseMatchSpec(written)).toBeUndefined()
  })
})

it('names channels without secrets', () => {
  expect(channelName('https://conda.anaconda.org/conda-forge/')).toBe('conda-forge')
  expect(channelName('https://u:p@h.example/t/T/chan/noarch')).toBe('https://h.example/chan')
  expect(channelOf('https://u:p@h.example/t/T/chan/noarch/a-1-0.conda')).toBe('chan')
  expect(channelOf('./a-1-0.conda')).toBe('./a-1-0.conda')
})
