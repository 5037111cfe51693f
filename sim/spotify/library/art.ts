import { createHash } from 'node:crypto';
import { Router } from 'express';

const SIZE_PREFIX = 16;
const SIZE = 300;
const RINGS = 4;

/** Serves a cover for every image id: a few rings on a ground, drawn here and different for each album. */
export function createArtRouter(): Router {
  const router = Router();
  router.get('/:id', (req, res) => {
    res
      .type('image/svg+xml')
      .set('cache-control', 'public, max-age=86400')
      .set('content-security-policy', "default-src 'none'")
      .send(drawnCover(req.params.id));
  });
  return router;
}

/** Depends on the picture's part of the id alone, so that every size shows the same. */
function drawnCover(id: string): string {
  const bytes = createHash('sha256').update(id.slice(SIZE_PREFIX)).digest();
  const at = (place: number) => bytes[place % bytes.length] ?? 0;
  const hue = Math.round((at(0) / 255) * 360);
  const rings = Array.from({ length: RINGS }, (_, ring) => {
    const x = Math.round((at(ring * 3 + 1) / 255) * SIZE);
    const y = Math.round((at(ring * 3 + 2) / 255) * SIZE);
    const radius = 30 + Math.round((at(ring * 3 + 3) / 255) * 90);
    return `<circle cx="${x}" cy="${y}" r="${radius}" stroke="hsl(${hue + 40 * ring} 70% 65%)"/>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${SIZE} ${SIZE}" width="${SIZE}" height="${SIZE}">`,
    `<rect width="${SIZE}" height="${SIZE}" fill="hsl(${hue} 45% 22%)"/>`,
    `<g fill="none" stroke-width="18">${rings.join('')}</g>`,
    '</svg>',
  ].join('');
}
