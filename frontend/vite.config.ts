import { defineConfig } from "vitest/config";
import { icons } from "./tools/icons.ts";

const root = import.meta.dirname;

export default defineConfig({
  root,
  base: "/static/",
  plugins: [icons(root)],
  css: {
    // GOV.UK Frontend carries a media query for Internet Explorer that the minifier refuses.
    lightningcss: { errorRecovery: true },
    preprocessorOptions: { scss: { loadPaths: ["node_modules"], quietDeps: true } },
  },
  build: {
    outDir: "dist",
    manifest: true,
    target: "es2022",
    // Fonts and icons stay files: the policy of the site allows no data: fonts.
    assetsInlineLimit: 0,
    // MapLibre is loaded only where a map is in view.
    chunkSizeWarningLimit: 1200,
    rollupOptions: {
      input: { main: "src/main.ts", admin: "src/admin.ts", "admin-look": "styles/admin.scss", worker: "src/worker.ts" },
    },
  },
  test: { environment: "happy-dom", include: ["tests/**/*.test.ts"] },
});
