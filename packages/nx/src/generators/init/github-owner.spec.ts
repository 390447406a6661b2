import { expect, it } from 'vitest'
import { completeGhcr, parseGithubOwner } from './github-owner.js'

const config = (url: string) =>
  `[core]\n\tbare = false\n[remote "other"]\n\turl = https://github.com/Else/x.git\n[remote "origin"]\n\turl = ${url}\n\tfetch = +refs/heads/*:refs/remotes/origin/*\n[branch "main"]\n\tremote = origin\n`

it.each([
  ['https://github.com/AlexsLemonade/OpenScPCA-analysis.git', 'alexslemonade'],
  ['https://user@github.com/Lab/x', 'lab'],
  ['git@github.com:My-Lab/x.git', 'my-lab'],
  ['ssh://git@github.com/lab/x.git', 'lab'],
  ['https://gitlab.com/lab/x.git', undefined],
  ['https://github.com.example.org/lab/x.git', undefined],
  ['https://example.org/github.com/lab/x.git', undefined],
  ['../local', undefined],
])('%s is of %s', (url, owner) => expect(parseGithubOwner(config(url))).toBe(owner))

it('knows no owner without a remote', () => expect(parseGithubOwner('[core]\n\tbare = false\n')).toBeUndefined())

it.each([
  ['ghcr.io', 'lab', 'ghcr.io/lab'],
  ['ghcr.io/', 'lab', 'ghcr.io/lab'],
  ['ghcr.io', undefined, 'ghcr.io'],
  ['GHCR.io/AlexsLemonade', 'lab', 'ghcr.io/alexslemonade'],
  ['public.ecr.aws/openscpca', 'lab', 'public.ecr.aws/openscpca'],
  ['registry.example/Lab', 'lab', 'registry.example/Lab'],
])('%s for a repository of %s is %s', (registry, owner, expected) => expect(completeGhcr(registry, owner)).toBe(expected))
