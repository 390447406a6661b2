// @ts-check
import { renderAge } from '../src/words.js'
import { addCopyButtons } from './copy-button.js'
import { addTableFilters } from './table-filter.js'
import { startOverview } from './overview.js'
import { addThemeButton } from './theme.js'

// Every page is whole without this script; here is what needs one.
for (const time of document.querySelectorAll('time')) time.textContent = renderAge(time.dateTime, Date.now())
addThemeButton()
addCopyButtons()
addTableFilters()
startOverview()
