// What a page can do without at first. It is loaded as one file, when any of it
// is wanted: many small ones would weigh more, each for itself.
export { copyCode, copyLink } from './copying'
export { dictionary } from './dictionary'
export { meaning, schema } from '../lab/schema'
export { signs } from './signs'
export { stopWhen } from './stopwhen'
