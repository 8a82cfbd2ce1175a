// What is made to be taken away, loaded when it is wanted: the picture, the report.
export { png, svg } from './picture'
export { report } from './report'
