import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// Every file that the page loads is of the hub itself and named by its content; nothing is inlined, because the policy of the page allows no inline script or data font.
export default defineConfig({
  plugins: [react()],
  build: {
    outDir: 'obj/console',
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1500,
    reportCompressedSize: false,
  },
  server: { fs: { allow: ['.', '../../contracts/catalogue/boundaries'] }, proxy: Object.fromEntries(['/api', '/health', '/icon.svg'].map(path => [path, process.env.HUB ?? 'http://127.0.0.1:8080'])) },
});
