import { describe, expect, it } from 'vitest'
import { isLoopbackHost } from '../http/loopback-host.js'
import { credentialsKey, registryUrl } from './registry-host.js'

describe('isLoopbackHost', () => {
  it.each(['localhost', 'localhost:5000', 'LOCALHOST:5000', '127.0.0.1', '127.0.0.1:5000', '127.1.2.3:80', '[::1]', '[::1]:5000'])(
    '%s is',
    (host) => {
      expect(isLoopbackHost(host)).toBe(true)
    },
  )

  it.each(['localhost.example', 'my-localhost:5000', '127.0.0.1.example', '1127.0.0.1', '127.0.0', '[::11]:5000', '10.0.0.1', ''])(
    '%s is not',
    (host) => {
      expect(isLoopbackHost(host)).toBe(false)
    },
  )
})

describe('registryUrl', () => {
  it('speaks http to insecure hosts only and knows Docker Hub by its API host', () => {
    expect(registryUrl('127.0.0.1:5000', isLoopbackHost).href).toBe('http://127.0.0.1:5000/')
    expect(registryUrl('public.ecr.aws', isLoopbackHost).href).toBe('https://public.ecr.aws/')
    expect(registryUrl('docker.io', isLoopbackHost).href).toBe('https://registry-1.docker.io/')
  })
})

describe('credentialsKey', () => {
  it('is the host, but for Docker Hub', () => {
    expect(credentialsKey('ghcr.io')).toBe('ghcr.io')
    expect(credentialsKey('docker.io')).toBe('https://index.docker.io/v1/')
  })
})
