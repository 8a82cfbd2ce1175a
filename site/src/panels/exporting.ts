// What can be taken away: the scenario, the figures, the records, the picture.
import { t } from '../language/text'
import { download, toast } from '../elements/dom'
import { longLab } from '../lab/lab'
import { menu } from '../elements/menu'
import type { Scene } from '../scene/scene'

export function exporting(scene: Scene, picture: () => Promise<Blob | null>): HTMLElement {
  const name = scene.name ?? 'scenario'
  const trace = (form: string, ending: string, type: string) => {
    const { id: variant } = scene.runs.shown[0]!.variant
    longLab
      .ask({
        do: 'export',
        file: scene.file,
        text: scene.text,
        variant,
        form,
        ...(scene.seed === null ? {} : { seed: scene.seed }),
      })
      .then(
        ({ bytes }) => download(`${name}.${variant}.${ending}`, bytes!, type),
        (error: Error) => toast(error.message),
      )
  }
  return menu(t('Export'), 'quiet', [
    [t('Scenario, JSON'), () => download(scene.file, scene.text, 'application/json')],
    [t('Figures, CSV'), () => download(`${name}.figures.csv`, figures(scene), 'text/csv')],
    [t('Events, CSV'), () => trace('csv', 'csv', 'text/csv')],
    [t('Trace for Perfetto'), () => trace('perfetto', 'perfetto.json', 'application/json')],
    [t('Trace, binary'), () => trace('binary', 'trace', 'application/octet-stream')],
    [t('Picture, PNG'), () => void taken(async (made) => drawn(scene, name, made, await picture()))],
    [t('Picture, SVG'), () => void taken((made) => download(`${name}.svg`, made.svg(scene), 'image/svg+xml'))],
    [t('Animation, GIF'), () => void taken((made) => made.animate(scene, name, picture))],
    [t('Report, to print'), () => void taken(async (made) => reported(scene, name, made, await picture()))],
  ])
}

function figures(scene: Scene): string {
  const lines = ['variant,metric,value,unit']
  for (const s of scene.runs.shown)
    for (const m of s.outcome.metrics)
      lines.push(`${s.variant.id},${m.name},${m.value === Infinity ? 'never' : (m.value ?? '')},${m.unit}`)
  return lines.join('\n') + '\n'
}

type Made = typeof import('./taking')

/** Loads what makes pictures and reports, for a use of it. */
async function taken(use: (made: Made) => unknown) {
  try {
    await use(await import('./taking'))
  } catch (error) {
    toast(error instanceof Error ? error.message : t('This could not be made.'))
  }
}

async function drawn(scene: Scene, name: string, made: Made, picture: Blob | null) {
  if (!picture) return toast(t('There is no picture to export without WebGL. The SVG needs none.'))
  download(`${name}.png`, await made.png(scene, picture), 'image/png')
}

async function reported(scene: Scene, name: string, made: Made, picture: Blob | null) {
  const html = await made.report(scene, picture && (await made.png(scene, picture)))
  download(`${name}.report.html`, html, 'text/html')
}
