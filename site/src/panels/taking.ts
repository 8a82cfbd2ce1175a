// What is made to be taken away, loaded when it is wanted: the picture, still or moving, the report.
export { animate } from './animation'
export { png, svg } from './picture'
export { report } from './report'
