#pragma once

#include "canvas/canvas_item.h"
#include "canvas/states/definition_ink.h"
#include "canvas/states/state_canvas.h"
#include "charts/chart_feed.h"
#include "charts/heat_strip.h"
#include "charts/line_plot.h"
#include "viewmodel/workspace.h"

#include <QtQml/qqmlregistration.h>

// What the QML module takes from the rooms: registered here, so that the rooms below need not know QML.

struct WorkspaceForeign {
    Q_GADGET
    QML_FOREIGN(spillway::Workspace)
    QML_NAMED_ELEMENT(Workspace)
    QML_UNCREATABLE("main builds it")
};

struct RowModelForeign {
    Q_GADGET
    QML_FOREIGN(spillway::RowModel)
    QML_NAMED_ELEMENT(RowModel)
    QML_UNCREATABLE("a view model owns it")
};

struct ActionTableForeign {
    Q_GADGET
    QML_FOREIGN(spillway::ActionTable)
    QML_NAMED_ELEMENT(ActionTable)
    QML_UNCREATABLE("the workspace owns it")
};

struct CommandModelForeign {
    Q_GADGET
    QML_FOREIGN(spillway::CommandModel)
    QML_NAMED_ELEMENT(CommandModel)
    QML_UNCREATABLE("the workspace owns it")
};

struct PaletteModelForeign {
    Q_GADGET
    QML_FOREIGN(spillway::PaletteModel)
    QML_NAMED_ELEMENT(PaletteModel)
    QML_UNCREATABLE("the workspace owns it")
};

struct OutlineModelForeign {
    Q_GADGET
    QML_FOREIGN(spillway::OutlineModel)
    QML_NAMED_ELEMENT(OutlineModel)
    QML_UNCREATABLE("the workspace owns it")
};

struct ProblemsModelForeign {
    Q_GADGET
    QML_FOREIGN(spillway::ProblemsModel)
    QML_NAMED_ELEMENT(ProblemsModel)
    QML_UNCREATABLE("the workspace owns it")
};

struct PreferencesForeign {
    Q_GADGET
    QML_FOREIGN(spillway::Preferences)
    QML_NAMED_ELEMENT(Preferences)
    QML_UNCREATABLE("the workspace owns it")
};

struct DocumentForeign {
    Q_GADGET
    QML_FOREIGN(spillway::Document)
    QML_NAMED_ELEMENT(SpillwayDocument)
    QML_UNCREATABLE("the workspace owns it")
};

struct SelectionForeign {
    Q_GADGET
    QML_FOREIGN(spillway::Selection)
    QML_NAMED_ELEMENT(Selection)
    QML_UNCREATABLE("the workspace owns it")
};

struct EditingForeign {
    Q_GADGET
    QML_FOREIGN(spillway::Editing)
    QML_NAMED_ELEMENT(Editing)
    QML_UNCREATABLE("the workspace owns it")
};

struct LiveSourceForeign {
    Q_GADGET
    QML_FOREIGN(spillway::LiveSource)
    QML_NAMED_ELEMENT(LiveSource)
    QML_UNCREATABLE("the workspace owns it")
};

struct RunDeckForeign {
    Q_GADGET
    QML_FOREIGN(spillway::RunDeck)
    QML_NAMED_ELEMENT(RunDeck)
    QML_UNCREATABLE("the workspace owns it")
};

struct LivePanelForeign {
    Q_GADGET
    QML_FOREIGN(spillway::LivePanel)
    QML_NAMED_ELEMENT(LivePanel)
    QML_UNCREATABLE("the workspace owns it")
};

struct FieldTargetForeign {
    Q_GADGET
    QML_FOREIGN(spillway::FieldTarget)
    QML_NAMED_ELEMENT(FieldTarget)
    QML_UNCREATABLE("a view model owns it")
};

struct WorkflowDeskForeign {
    Q_GADGET
    QML_FOREIGN(spillway::WorkflowDesk)
    QML_NAMED_ELEMENT(WorkflowDesk)
    QML_UNCREATABLE("the workspace owns it")
};

struct DefinitionInkForeign {
    Q_GADGET
    QML_FOREIGN(spillway::DefinitionInk)
    QML_NAMED_ELEMENT(DefinitionInk)
};

struct ExecutionDeskForeign {
    Q_GADGET
    QML_FOREIGN(spillway::ExecutionDesk)
    QML_NAMED_ELEMENT(ExecutionDesk)
    QML_UNCREATABLE("the workspace owns it")
};

struct TraceDeskForeign {
    Q_GADGET
    QML_FOREIGN(spillway::TraceDesk)
    QML_NAMED_ELEMENT(TraceDesk)
    QML_UNCREATABLE("the workspace owns it")
};

struct StateCanvasForeign {
    Q_GADGET
    QML_FOREIGN(spillway::StateCanvas)
    QML_NAMED_ELEMENT(StateDrawing)
};

struct InspectorForeign {
    Q_GADGET
    QML_FOREIGN(spillway::Inspector)
    QML_NAMED_ELEMENT(Inspector)
    QML_UNCREATABLE("the workspace owns it")
};

struct CompareDeskForeign {
    Q_GADGET
    QML_FOREIGN(spillway::CompareDesk)
    QML_NAMED_ELEMENT(CompareDesk)
    QML_UNCREATABLE("the workspace owns it")
};

struct FactsModelForeign {
    Q_GADGET
    QML_FOREIGN(spillway::FactsModel)
    QML_NAMED_ELEMENT(FactsModel)
    QML_UNCREATABLE("the workspace owns it")
};

struct FaultMatrixForeign {
    Q_GADGET
    QML_FOREIGN(spillway::FaultMatrix)
    QML_NAMED_ELEMENT(FaultMatrix)
    QML_UNCREATABLE("the workspace owns it")
};

struct StudyForeign {
    Q_GADGET
    QML_FOREIGN(spillway::Study)
    QML_NAMED_ELEMENT(Study)
    QML_UNCREATABLE("the workspace owns it")
};

struct SeedStudyForeign {
    Q_GADGET
    QML_FOREIGN(spillway::SeedStudy)
    QML_NAMED_ELEMENT(SeedStudy)
    QML_UNCREATABLE("the workspace owns it")
};

struct LoadStudyForeign {
    Q_GADGET
    QML_FOREIGN(spillway::LoadStudy)
    QML_NAMED_ELEMENT(LoadStudy)
    QML_UNCREATABLE("the workspace owns it")
};

struct ShipDeskForeign {
    Q_GADGET
    QML_FOREIGN(spillway::ShipDesk)
    QML_NAMED_ELEMENT(ShipDesk)
    QML_UNCREATABLE("the workspace owns it")
};

struct DrawingForeign {
    Q_GADGET
    QML_FOREIGN(spillway::CanvasItem)
    QML_NAMED_ELEMENT(Drawing)
};

struct LinePlotForeign {
    Q_GADGET
    QML_FOREIGN(spillway::LinePlot)
    QML_NAMED_ELEMENT(LinePlot)
};

struct ChartFeedForeign {
    Q_GADGET
    QML_FOREIGN(spillway::ChartFeed)
    QML_NAMED_ELEMENT(ChartFeed)
};

struct HeatStripForeign {
    Q_GADGET
    QML_FOREIGN(spillway::HeatStrip)
    QML_NAMED_ELEMENT(HeatStrip)
};
