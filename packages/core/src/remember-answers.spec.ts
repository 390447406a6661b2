import { describe, expect, it } from 'vitest'
import { rememberAnswer, rememberAnswers } from './remember-answers.js'

/** A question whose answers are given by the test, in the order it was asked. */
function createQuestion() {
  const asked: { answer: (value: string) => void; fail: (error: Error) => void }[] = []
  const ask = () => new Promise<string>((answer, fail) => asked.push({ answer, fail }))
  return { ask, asked }
}

describe('rememberAnswers', () => {
  it('asks once for each name, also those who ask at the same time', async () => {
    const answers = rememberAnswers<string>()
    const { ask, asked } = createQuestion()
    const all = [answers.get('a', ask), answers.get('b', ask), answers.get('a', ask)]
    asked[0]?.answer('one')
    asked[1]?.answer('two')
    expect(await Promise.all(all)).toEqual(['one', 'two', 'one'])
    expect(await answers.get('a', ask)).toBe('one')
    expect(asked).toHaveLength(2)
  })

  it('asks anew after a failure, which those who waited for it share', async () => {
    const answers = rememberAnswers<string>()
    const { ask, asked } = createQuestion()
    const both = [answers.get('a', ask), answers.get('a', ask)]
    asked[0]?.fail(new Error('down'))
    expect((await Promise.allSettled(both)).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    const next = answers.get('a', ask)
    asked[1]?.answer('up')
    expect(await next).toBe('up')
    expect(await answers.get('a', ask)).toBe('up')
  })

  it('keeps an answer that was asked for after a forgotten one, though that one fails', async () => {
    const answers = rememberAnswers<string>()
    const { ask, asked } = createQuestion()
    const first = answers.get('a', ask)
    answers.forget('a')
    const second = answers.get('a', ask)
    asked[0]?.fail(new Error('down'))
    await expect(first).rejects.toThrow('down')
    asked[1]?.answer('up')
    expect(await second).toBe('up')
    expect(await answers.get('a', ask)).toBe('up')
    expect(asked).toHaveLength(2)
  })
})

it('rememberAnswer does so for one question', async () => {
  const { ask, asked } = createQuestion()
  const get = rememberAnswer(ask)
  const first = get()
  asked[0]?.fail(new Error('down'))
  await expect(first).rejects.toThrow('down')
  const both = [get(), get()]
  asked[1]?.answer('up')
  expect(await Promise.all(both)).toEqual(['up', 'up'])
  expect(asked).toHaveLength(2)
})
