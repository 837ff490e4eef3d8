import type { Full } from './client';
import type { components } from './schema';

type Schemas = { [Name in keyof components['schemas']]: Full<components['schemas'][Name]> };
export type PlanSummary = Schemas['PlanSummary'];
export type PlanUnit = Schemas['PlanUnit'];
export type PlanDetail = Schemas['PlanDetail'];
export type PlanDetailRow = Schemas['PlanDetailRow'];
export type Progress = Schemas['Progress'];
export type ProgressRow = Schemas['ProgressRow'];
export type Lineage = Schemas['Lineage'];
export type FigureMovement = Schemas['FigureMovement'];
export type Session = Schemas['SessionAnswer'];
export type SourceSummary = Schemas['SourceSummary'];
export type DutyLine = Schemas['DutyLine'];
export type Text = Schemas['Text'];
