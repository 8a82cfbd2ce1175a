// A script of the page, for the build to run as well: what both do is written once.
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import * as esbuild from 'esbuild'

const src = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', 'src')

/** What a file of src exports, and the text that it was read as. */
export async function source(file) {
  const { outputFiles } = await esbuild.build({
    entryPoints: [path.join(src, file)],
    bundle: true,
    write: false,
    format: 'esm',
    legalComments: 'none',
  })
  const { text } = outputFiles[0]
  return { text, module: await import(`data:text/javascript,${encodeURIComponent(text)}`) }
}
