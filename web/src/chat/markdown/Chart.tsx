import {
  BarChart,
  BoxplotChart,
  CandlestickChart,
  EffectScatterChart,
  FunnelChart,
  GaugeChart,
  GraphChart,
  HeatmapChart,
  LineChart,
  ParallelChart,
  PictorialBarChart,
  PieChart,
  RadarChart,
  SankeyChart,
  ScatterChart,
  SunburstChart,
  ThemeRiverChart,
  TreeChart,
  TreemapChart,
} from "echarts/charts";
import {
  AriaComponent,
  CalendarComponent,
  DatasetComponent,
  DataZoomComponent,
  GraphicComponent,
  GridComponent,
  LegendComponent,
  MarkAreaComponent,
  MarkLineComponent,
  MarkPointComponent,
  ParallelComponent,
  PolarComponent,
  RadarComponent,
  SingleAxisComponent,
  TimelineComponent,
  TitleComponent,
  TooltipComponent,
  TransformComponent,
  VisualMapComponent,
} from "echarts/components";
import { init, use as register } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { useEffect, useMemo, useRef, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { optionOf } from "./chartOption";
import { isDark } from "./dark";

register([
  ...[BarChart, BoxplotChart, CandlestickChart, EffectScatterChart, FunnelChart, GaugeChart, GraphChart, HeatmapChart],
  ...[LineChart, ParallelChart, PictorialBarChart, PieChart, RadarChart, SankeyChart, ScatterChart, SunburstChart],
  ...[ThemeRiverChart, TreeChart, TreemapChart],
  ...[AriaComponent, CalendarComponent, DatasetComponent, DataZoomComponent, GraphicComponent, GridComponent],
  ...[LegendComponent, MarkAreaComponent, MarkLineComponent, MarkPointComponent, ParallelComponent, PolarComponent],
  ...[RadarComponent, SingleAxisComponent, TimelineComponent, TitleComponent, TooltipComponent, TransformComponent],
  ...[VisualMapComponent, SVGRenderer],
]);

/** A chart of an answer; as long as it is not complete, or when it cannot be drawn, its source. */
export default function Chart({ source, fallback }: { source: string; fallback: ReactNode }) {
  const { t } = useTranslation("chat");
  const place = useRef<HTMLDivElement>(null);
  const option = useMemo(() => optionOf(source), [source]);
  const [broken, setBroken] = useState<string | null>(null);
  const drawn = option !== null && broken !== source;
  useEffect(() => {
    const element = place.current;
    if (!element || option === null) return;
    const chart = init(element, isDark() ? "dark" : undefined, { renderer: "svg" });
    try {
      chart.setOption({ backgroundColor: "transparent", aria: { enabled: true }, ...option });
    } catch {
      // eslint-disable-next-line react-hooks/set-state-in-effect -- only drawing tells what cannot be drawn
      setBroken(source);
    }
    const size = new ResizeObserver(() => chart.resize());
    size.observe(element);
    return () => {
      size.disconnect();
      chart.dispose();
    };
  }, [option, source]);
  if (!drawn) return fallback;
  return <div ref={place} role="img" aria-label={t("chart")} className="md-drawing h-[360px]" />;
}
