declare module 'go-runtime'
declare module 'program'
/** A scenario, as its text. */
declare module '*.json' {
  const text: string
  export default text
}
/** Of gifenc, which has no types of its own, what is used here. */
declare module 'gifenc' {
  export type Palette = number[][]
  export function quantize(rgba: Uint8Array, colours: number): Palette
  export function applyPalette(rgba: Uint8Array, palette: Palette): Uint8Array
  export function GIFEncoder(): {
    writeFrame(indices: Uint8Array, width: number, height: number, look: object): void
    finish(): void
    bytes(): Uint8Array
  }
}
