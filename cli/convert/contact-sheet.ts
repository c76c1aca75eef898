import type { ChosenFormat } from '../../lib/configuration/chosen-formats.ts';
import type { Label, Unit } from '../../lib/label/label.ts';
import { drawWritten, withReader } from '../../lib/preview/draw-written.ts';
import { type Group, htmlPage } from '../../lib/preview/html-page.ts';
import { drawLabel } from '../../lib/preview/preview.ts';
import { hasPicture, type Pictures } from '../pictures/pictures.ts';
import { shown } from '../pictures/shown.ts';

/** A page of drawings grows with each of them. */
const mostUnits = 24;

/** The first units of a run, each as its label has it and as the files of the formats that are read back have it. */
export class ContactSheet {
  readonly #groups: Group[] = [];
  readonly #formats: readonly ChosenFormat[];
  readonly #pictures: Pictures;
  #units = 0;

  constructor(formats: readonly ChosenFormat[], pictures: Pictures) {
    this.#formats = formats;
    this.#pictures = pictures;
  }

  /** `classes[n]` is the name of class n; holds every object category of the label. */
  async add(label: Label, classes: readonly string[], document: unknown): Promise<void> {
    this.#units += label.units.length;
    const room = mostUnits - this.#groups.length;
    if (room <= 0) return;
    await this.#pictures.load?.(label.units.slice(0, room));
    const pictureOf = (unit: Unit) => (hasPicture(unit) ? this.#pictures.of(unit)?.address : undefined);
    const drawings = drawLabel(label, pictureOf);
    const readable = (await Promise.all(this.#formats.map(withReader))).filter((chosen) => chosen !== undefined);
    const written = readable.map((chosen) => drawWritten(label, chosen, { classes, document, pictureOf }));
    for (const [index, unit] of label.units.slice(0, room).entries()) {
      const files = written.flatMap((each) => each.get(unit.id) ?? []);
      const all = [...drawings.slice(index, index + 1), ...files].map((drawing) =>
        shown(drawing, unit, this.#pictures),
      );
      this.#groups.push({ title: unit.name, drawings: all });
    }
  }

  page(): string {
    const shown = this.#groups.length;
    const count =
      shown < this.#units ? `the first ${shown} of ${this.#units} units` : `${shown} unit${shown === 1 ? '' : 's'}`;
    return htmlPage(`labelwire convert: ${count}`, this.#groups);
  }
}
