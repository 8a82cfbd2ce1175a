declare module 'go-runtime'
declare module 'program'
/** A scenario, as its text. */
declare module '*.json' {
  const text: string
  export default text
}
