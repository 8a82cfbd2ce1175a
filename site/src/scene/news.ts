// What a scene tells those who show it.

export type News =
  | 'runs' // other runs are shown
  | 'window' // other parts of them are at hand
  | 'packets' // so are the packets of a part
  | 'verified'
  | 'compared'
  | 'judged'
  | 'busy' // how far is what is under way
  | 'faults'
  | 'text'
  | 'time' // the playhead moves
  | 'moment' // so does the instant that texts tell of
  | 'playing'
  | 'pace' // playing keeps its speed, or does not
  | 'thrift' // the picture is made simpler, or is not
  | 'selected'
  | 'asked' // for the guess, by whom would see the answer
  | 'guessed'
  | 'told' // the answer may be seen

export class Board {
  private readonly listeners = new Map<News, (() => void)[]>()

  on(news: News, listener: () => void) {
    this.listeners.set(news, [...(this.listeners.get(news) ?? []), listener])
  }

  tell(...news: News[]) {
    for (const n of news) for (const listener of this.listeners.get(n) ?? []) listener()
  }

  clear() {
    this.listeners.clear()
  }
}
