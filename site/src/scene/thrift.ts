// Sparing a slow machine: what it cannot draw fast enough is made simpler by itself,
// once, and stays so until the reader says that all of it is to be drawn.
import type { Board } from './news'

const kept = 'picture'
const fewest = 20 // pictures a second, below which a machine is slow
const after = 2 // stretches in a row, after which it is believed to be

export class Thrift {
  on = false
  private slow = 0
  private unwanted = refused()

  constructor(private readonly board: Board) {}

  /** Takes note of how many pictures there were in some milliseconds of playing. */
  note(pictures: number, took: number) {
    this.slow = (1000 * pictures) / took < fewest ? this.slow + 1 : 0
    if (this.on || this.slow < after || this.unwanted) return
    this.on = true
    this.board.tell('thrift')
  }

  /** All is drawn again, whatever it costs, from now on. */
  refuse() {
    this.on = false
    this.unwanted = true
    try {
      localStorage.setItem(kept, 'full')
    } catch {
      // it is asked again on the next page
    }
    this.board.tell('thrift')
  }
}

function refused(): boolean {
  try {
    return localStorage.getItem(kept) === 'full'
  } catch {
    return false
  }
}
