import { BarChart, LineChart, MapChart } from 'echarts/charts';
import { AriaComponent, GeoComponent, GridComponent, MarkLineComponent, TooltipComponent, VisualMapComponent } from 'echarts/components';
import { init, registerMap, use, type EChartsCoreOption, type ElementEvent } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'react';

use([BarChart, LineChart, MapChart, AriaComponent, GeoComponent, GridComponent, MarkLineComponent, TooltipComponent, VisualMapComponent, CanvasRenderer]);

export { registerMap };

interface Given { option: EChartsCoreOption; label: string; height: number; onClick?: (name: string) => void }

/** A chart that says in words what it shows. Tooltips are drawn (renderMode: 'richText'): HTML with style attributes is against the page's policy. */
export default function Chart({ option, label, height, onClick }: Given) {
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<ReturnType<typeof init> | null>(null);
  const clicked = useRef(onClick);
  clicked.current = onClick;
  useEffect(() => {
    const made = init(place.current!, null, { renderer: 'canvas' });
    chart.current = made;
    made.on('click', (event: ElementEvent | object) => clicked.current?.((event as { name?: string }).name ?? ''));
    const watch = new ResizeObserver(() => made.resize());
    watch.observe(place.current!);
    return () => {
      watch.disconnect();
      made.dispose();
      chart.current = null;
    };
  }, []);
  useEffect(() => { chart.current?.setOption({ animation: !matchMedia('(prefers-reduced-motion: reduce)').matches, ...option }, true); }, [option]);
  return <div ref={place} role="img" aria-label={label} style={{ height, width: '100%' }} />;
}
