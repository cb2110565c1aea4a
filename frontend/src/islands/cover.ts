import type { Island } from "../islands.ts";

const FIELDS = ["left", "top", "width", "height"] as const;
/** A slip of the hand is no rectangle. */
const LEAST_PER_CENT = 1;

type Box = Record<(typeof FIELDS)[number], number>;

function input(row: HTMLElement, name: string): HTMLInputElement | null {
  return row.querySelector<HTMLInputElement>(`[name$="-${name}"]`);
}

function read(row: HTMLElement): Box | null {
  const values = FIELDS.map((name) => input(row, name)?.value ?? "");
  if (values.some((value) => value === "") || input(row, "DELETE")?.checked) return null;
  const [left = 0, top = 0, width = 0, height = 0] = values.map(Number);
  return { left, top, width, height };
}

function write(row: HTMLElement, box: Box): void {
  for (const name of FIELDS) {
    const field = input(row, name);
    if (field) field.value = String(Math.round(box[name] * 10) / 10);
  }
}

function isEmpty(row: HTMLElement): boolean {
  return FIELDS.every((name) => !input(row, name)?.value);
}

function place(mark: HTMLElement, box: Box): void {
  for (const name of FIELDS) mark.style[name] = `${box[name]}%`;
}

/** Draws the rectangles of the form's rows over the photo, and lets a pointer draw the next one. */
const cover: Island = (page) => {
  const photo = page.querySelector<HTMLElement>("[data-cover-photo]");
  const rows = [...page.querySelectorAll<HTMLElement>("[data-cover-row]")];
  if (!photo) return;

  const marks = rows.map(() => {
    const mark = document.createElement("span");
    mark.className = "b-cover__mark";
    photo.append(mark);
    return mark;
  });
  const draw = () => {
    rows.forEach((row, number) => {
      const [mark, box] = [marks[number], read(row)];
      if (!mark) return;
      mark.hidden = box === null;
      if (box) place(mark, box);
    });
  };
  page.addEventListener("input", draw);
  draw();

  const at = (event: PointerEvent): [number, number] => {
    const frame = photo.getBoundingClientRect();
    const share = (value: number, size: number) => Math.min(100, Math.max(0, (100 * value) / size));
    return [share(event.clientX - frame.left, frame.width), share(event.clientY - frame.top, frame.height)];
  };
  photo.addEventListener("pointerdown", (event) => {
    const row = rows.find(isEmpty);
    if (!row || event.button !== 0) return;
    event.preventDefault();
    photo.setPointerCapture(event.pointerId);
    const [startX, startY] = at(event);
    const move = (moved: PointerEvent) => {
      const [x, y] = at(moved);
      write(row, {
        left: Math.min(x, startX),
        top: Math.min(y, startY),
        width: Math.abs(x - startX),
        height: Math.abs(y - startY),
      });
      draw();
    };
    const end = () => {
      photo.removeEventListener("pointermove", move);
      const box = read(row);
      if (box && Math.min(box.width, box.height) < LEAST_PER_CENT) {
        for (const name of FIELDS) {
          const field = input(row, name);
          if (field) field.value = "";
        }
        draw();
      }
    };
    photo.addEventListener("pointermove", move);
    photo.addEventListener("pointerup", end, { once: true });
    photo.addEventListener("pointercancel", end, { once: true });
  });
};

export default cover;
