export { startBrowser } from './browser.js'
export { createLargeCatalogue } from './large-catalogue.js'
export { openPage, readRows } from './open-page.js'
export { writeSite } from './write-site.js'
