/** Longest side of what is sent: enough to read a lamp's number, a tenth of what a phone takes. */
const LONGEST_PX = 1600;
const QUALITY = 0.85;
/** A picture that is already this small is not worth another loss. */
const SMALL_BYTES = 1_500_000;
const READABLE = new Set(["image/jpeg", "image/png", "image/webp"]);

/** The size of a picture of `width` x `height` within the longest side; never larger than it was. */
export function fitted(width: number, height: number): [number, number] {
  const scale = Math.min(1, LONGEST_PX / Math.max(width, height));
  return [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))];
}

/**
 * A smaller JPEG of a large photo, or the file as it is where the browser cannot read it (HEIC), or where it would not
 * become smaller. Drawing it anew also leaves the place and time that are stored in it behind.
 */
export async function shrink(file: File): Promise<File> {
  if (!READABLE.has(file.type)) return file;
  let picture: ImageBitmap;
  try {
    picture = await createImageBitmap(file);
  } catch {
    return file;
  }
  const [width, height] = fitted(picture.width, picture.height);
  const isSmall = width === picture.width && file.size <= SMALL_BYTES;
  if (isSmall) {
    picture.close();
    return file;
  }
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  canvas.getContext("2d")?.drawImage(picture, 0, 0, width, height);
  picture.close();
  const made = await new Promise<Blob | null>((resolve) => {
    canvas.toBlob(resolve, "image/jpeg", QUALITY);
  });
  if (!made || made.size >= file.size) return file;
  const name = `${file.name.replace(/\.[^.]*$/, "")}.jpg`;
  return new File([made], name, { type: "image/jpeg", lastModified: file.lastModified });
}
