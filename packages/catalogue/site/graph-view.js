// @ts-check
import { element } from './dom.js'
import { badge, STATES } from './states.js'

/** @import { PageData } from '@module-images/catalogue' */

/** The picture of what stands on what, which the page brings along. @param {PageData} data */
export function renderGraphView(data) {
  const template = document.getElementById('graph')
  const picture = template instanceof HTMLTemplateElement ? template.content.cloneNode(true) : undefined
  const present = STATES.filter(([state]) => data.modules.some((module) => module.state === state))
  return element(
    'div',
    { class: 'graph-view' },
    element('h1', { tabindex: '-1' }, 'How the images build on each other'),
    element(
      'p',
      { class: 'lead' },
      'From left to right: images from outside, and the modules that start from them. A dashed line is a base that files are only copied from.',
    ),
    element('p', { class: 'legend' }, ...present.map(([state]) => badge(state))),
    element('div', { class: 'scroll picture', tabindex: '0', role: 'region', 'aria-label': 'Graph of the modules' }, picture),
  )
}
