/** Colours of the page, as the map needs them: MapLibre knows nothing of custom properties. */
export interface Tokens {
  land: string;
  label: string;
  halo: string;
  line: string;
  muted: string;
  surface: string;
  brand: string;
  info: string;
  ok: string;
  wait: string;
  late: string;
  districts: Record<string, string>;
}

export const DISTRICTS = ["alatau", "almaly", "auezov", "bostandyk", "zhetysu", "medeu", "nauryzbay", "turksib"];

/** The tokens in force now: light or dark, by the device or by choice. */
export function readTokens(): Tokens {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string): string => style.getPropertyValue(`--b-${name}`).trim();
  return {
    land: token("map-land"),
    label: token("map-label"),
    halo: token("map-halo"),
    line: token("line"),
    muted: token("muted"),
    surface: token("surface"),
    brand: token("brand"),
    info: token("info"),
    ok: token("ok-fill"),
    wait: token("wait-fill"),
    late: token("late-fill"),
    districts: Object.fromEntries(DISTRICTS.map((code) => [code, token(code)])),
  };
}
