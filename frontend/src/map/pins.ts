import type { Tokens } from "./tokens.ts";

/** States differ by the glyph as well as by the colour: dot, clock, tick, mark; `place` is a place without a state. */
export type Pin = "work" | "wait" | "done" | "late" | "place";

export const PINS: Pin[] = ["work", "wait", "done", "late", "place"];

const WIDTH = 34;
const HEIGHT = 44;
const RATIO = 2;

/** The drop, its tip at 0,0; the glyph is drawn around 0,-26. */
const DROP = new Path2D("M0-1C-12-15-15-20-15-27a15 15 0 0 1 30 0C15-20 12-15 0-1Z");

const GLYPHS: Record<Pin, string> = {
  work: "M-4.5 0a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0-9 0",
  place: "M-4.5 0a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0-9 0",
  wait: "M0-6v6l4.5 3",
  done: "M-6 0l4 4.5 8-8.5",
  late: "M0-7v8M0 5.5v.5",
};

export function colourOf(pin: Pin, tokens: Tokens): string {
  return { work: tokens.info, wait: tokens.wait, done: tokens.ok, late: tokens.late, place: tokens.brand }[pin];
}

/** The picture of a pin in the colours in force, at twice the density of the map. */
export function drawPin(pin: Pin, tokens: Tokens): { image: ImageData; pixelRatio: number } {
  const canvas = document.createElement("canvas");
  canvas.width = WIDTH * RATIO;
  canvas.height = HEIGHT * RATIO;
  const pen = canvas.getContext("2d") as CanvasRenderingContext2D;
  pen.scale(RATIO, RATIO);
  pen.translate(WIDTH / 2, HEIGHT);
  pen.lineJoin = "round";
  pen.lineCap = "round";
  pen.fillStyle = colourOf(pin, tokens);
  pen.fill(DROP);
  pen.lineWidth = 2;
  pen.strokeStyle = tokens.halo;
  pen.stroke(DROP);
  pen.translate(0, -26.5);
  pen.lineWidth = 3;
  pen.strokeStyle = tokens.surface;
  pen.stroke(new Path2D(GLYPHS[pin]));
  return { image: pen.getImageData(0, 0, canvas.width, canvas.height), pixelRatio: RATIO };
}
