// The lab as a program: requests go in, answers come out, several at once.
import { spawn } from 'node:child_process'
import readline from 'node:readline'

/** Starts the lab, and returns ask(request), a promise of the answer, and end(). */
export function startLab(program) {
  const env = { GOGC: '400', GOMEMLIMIT: '2GiB', ...process.env } // memory is there, time is dear
  const lab = spawn(program, { stdio: ['pipe', 'pipe', 'inherit'], env })
  const open = new Map()
  let next = 1
  readline.createInterface({ input: lab.stdout }).on('line', (line) => {
    const { id, answer, faults, error } = JSON.parse(line)
    const { resolve, reject } = open.get(id)
    open.delete(id)
    if (faults) reject(new Error(faults.map((f) => `${f.line}:${f.column}: ${f.message}`).join('\n')))
    else if (error) reject(new Error(error))
    else resolve(answer)
  })
  lab.on('close', (code) => {
    for (const { reject } of open.values()) reject(new Error(`the lab has ended with exit code ${code}`))
  })
  const ask = (request) =>
    new Promise((resolve, reject) => {
      const id = next++
      open.set(id, { resolve, reject })
      lab.stdin.write(JSON.stringify({ id, ...request }) + '\n')
    })
  return { ask, end: () => lab.stdin.end() }
}
