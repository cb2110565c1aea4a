import { fits } from "./seal.ts";

/** How one chooses in an edition: values of `VotingForm` in budget/enums.py. */
export interface Rules {
  form: string;
  /** The most projects, places or points. */
  most: number;
  /** What a knapsack holds, whole tenge. */
  money: number;
}

/** What a voter says; `points` beside the numbers, or none. */
export interface Choice {
  numbers: string[];
  points: number[];
}

type Field = HTMLInputElement | HTMLSelectElement;

/** The fields in which something is said of a project: a tick, points or a place. */
export function fields(form: HTMLFormElement): Field[] {
  return [...form.querySelectorAll<Field>('[name="choice"], [name^="mark-"]')];
}

export function numberOf(field: Field): string {
  return field.name === "choice" ? field.value : field.name.slice("mark-".length);
}

function said(field: Field): string {
  if (field instanceof HTMLInputElement && field.type === "checkbox") return field.checked ? "1" : "";
  return field.value.trim();
}

/** The fields that say yes, best first where the order counts. */
export function chosen(form: HTMLFormElement, rules: Rules): Field[] {
  const found = fields(form).filter((field) => said(field) !== "" && Number(said(field)) !== 0);
  return rules.form === "ranking" ? found.sort((one, other) => Number(said(one)) - Number(said(other))) : found;
}

/**
 * The choice of a form, as budget/rules/ballots.py reads it: in an order that tells what the voter prefers, and nothing
 * of the order in which this voter saw the ballot.
 */
export function read(form: HTMLFormElement, rules: Rules): Choice {
  const pairs = chosen(form, rules).map((field) => ({ number: numberOf(field), figure: Number(said(field)) }));
  const byNumber = (one: { number: string }, other: { number: string }) => (one.number < other.number ? -1 : 1);
  if (rules.form === "points") pairs.sort((one, other) => other.figure - one.figure || byNumber(one, other));
  else if (rules.form !== "ranking") pairs.sort(byNumber);
  return {
    numbers: pairs.map((pair) => pair.number),
    points: rules.form === "points" ? pairs.map((pair) => pair.figure) : [],
  };
}

/** What is left of the money or of the points; `undefined` where neither is counted. */
export function left(form: HTMLFormElement, rules: Rules): number | undefined {
  const found = chosen(form, rules);
  if (rules.form === "knapsack")
    return found.reduce((rest, field) => rest - Number(field.dataset["cost"] ?? 0), rules.money);
  if (rules.form === "points")
    return found.reduce((rest, field) => rest - (Number.parseInt(said(field), 10) || 0), rules.most);
  return undefined;
}

/** Why this choice would not count, by the codes of budget/rules/ballots.py; an empty string where it does. */
export function fault(form: HTMLFormElement, rules: Rules): string {
  const found = chosen(form, rules);
  const written = rules.form === "points" || rules.form === "ranking";
  if (written && found.some((field) => !/^\d{1,5}$/.test(said(field)))) return "figures";
  if (!found.length) return "empty";
  if (rules.form === "ranking" && new Set(found.map(said)).size < found.length) return "places";
  const rest = left(form, rules);
  if (rest !== undefined && rest < 0) return rules.form === "points" ? "points" : "money";
  const { numbers, points } = read(form, rules);
  return (rest === undefined && found.length > rules.most) || !fits(numbers, points) ? "too_many" : "";
}

/**
 * Give a project this place of a ranking. Whoever stood there takes the place that it left, or the first free one;
 * where none is free, it has none any more.
 */
export function place(form: HTMLFormElement, moved: HTMLSelectElement, left: string, rules: Rules): void {
  const others = fields(form).filter((field) => field !== moved);
  const there = moved.value && others.find((field) => field.value === moved.value);
  if (!there) return;
  const taken = new Set(fields(form).map((field) => field.value));
  const free = Array.from({ length: rules.most }, (_, index) => String(index + 1)).find((one) => !taken.has(one));
  there.value = left || free || "";
}

/** Let the places of a ranking follow each other without a gap. */
export function close(form: HTMLFormElement, rules: Rules): void {
  for (const [index, field] of chosen(form, rules).entries()) field.value = String(index + 1);
}

/** Let a ranked project and the one before (-1) or after it (1) change places. */
export function shift(form: HTMLFormElement, number: string, by: -1 | 1, rules: Rules): void {
  const order = chosen(form, rules);
  const at = order.findIndex((field) => numberOf(field) === number);
  const [one, other] = [order[at], order[at + by]];
  if (one && other) [one.value, other.value] = [other.value, one.value];
}
