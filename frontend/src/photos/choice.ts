import { shrink } from "./shrink.ts";

/** What a file field says about its photos; sentences with {name}, {limit} and {megabytes} in them. */
export interface Rules {
  limit: number;
  maxBytes: number;
  types: string[];
  tooMany: string;
  tooLarge: string;
  wrongType: string;
}

const MEGABYTE = 1024 * 1024;
/** Phones often give a HEIC photo without saying what it is. */
const BY_NAME: Record<string, string> = { heic: "image/heic", heif: "image/heif" };

export function readRules(field: HTMLInputElement): Rules {
  const { limit = "5", maxBytes = "10485760", tooMany = "", tooLarge = "", wrongType = "" } = field.dataset;
  const types = field.accept.split(",").map((type) => type.trim());
  return {
    limit: Number(limit),
    maxBytes: Number(maxBytes),
    types: types.filter(Boolean),
    tooMany,
    tooLarge,
    wrongType,
  };
}

function typeOf(file: File): string {
  return file.type || BY_NAME[file.name.split(".").pop()?.toLowerCase() ?? ""] || "";
}

export interface Choice {
  files: File[];
  /** Why some were left out, in words. */
  sentences: string[];
}

/** Those of the picked photos that may be sent, made smaller; and a sentence for each that may not. */
export async function sift(picked: File[], already: number, rules: Rules): Promise<Choice> {
  const files: File[] = [];
  const sentences: string[] = [];
  const about = (sentence: string, file: File) =>
    sentence.replace("{name}", file.name).replace("{megabytes}", String(Math.round(rules.maxBytes / MEGABYTE)));
  for (const file of picked) {
    if (already + files.length >= rules.limit) {
      sentences.push(rules.tooMany.replace("{limit}", String(rules.limit)));
      break;
    }
    if (rules.types.length && !rules.types.includes(typeOf(file))) {
      sentences.push(about(rules.wrongType, file));
      continue;
    }
    const small = await shrink(file);
    if (small.size > rules.maxBytes) sentences.push(about(rules.tooLarge, file));
    else files.push(small);
  }
  return { files, sentences: sentences.filter(Boolean) };
}

/**
 * Let a button in the page's own language open the field, whose button speaks the language of the browser. The field
 * stays where it is for labels and for links of the error summary, which then lead to the button.
 */
export function openBy(field: HTMLInputElement, button: HTMLButtonElement): void {
  button.hidden = false;
  field.classList.add("govuk-visually-hidden");
  field.tabIndex = -1;
  field.addEventListener("focus", () => button.focus());
  const described = field.getAttribute("aria-describedby");
  if (described) button.setAttribute("aria-describedby", described);
  button.addEventListener("click", (event) => {
    event.preventDefault();
    field.click();
  });
}

/** Put files into a file field. */
export function give(field: HTMLInputElement, files: File[]): void {
  const carrier = new DataTransfer();
  for (const file of files) carrier.items.add(file);
  field.files = carrier.files;
}
