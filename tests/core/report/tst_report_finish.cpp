// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Finishing of a PDF, on a hand-made page read back with libqpdf.
#include "core/report/finish.h"

#include <QTest>

#include <fmt/format.h>
#include <qpdf/Buffer.hh>
#include <qpdf/QPDF.hh>
#include <qpdf/QPDFEmbeddedFileDocumentHelper.hh>
#include <qpdf/QPDFPageDocumentHelper.hh>
#include <qpdf/QPDFWriter.hh>

#include <array>
#include <memory>

using namespace retort;
using namespace retort::report;

namespace {

std::string markLine(int tag) {
    const auto [x, y] = tagMark(tag);
    return fmt::format("{} {} m\n{} {} l\nS\n", x, y, x - 1, y);
}

// Two pages; page 1 has an artifact and two tagged parts, page 2 goes on with the second one.
std::string typesetPdf() {
    QPDF pdf;
    pdf.emptyPDF();
    const std::string bfchars = "1 beginbfchar\n<0001> <0009>\n<0009> <00AD>\nendbfchar";
    auto font = pdf.makeIndirectObject(QPDFObjectHandle::parse("<< /Type /Font /Subtype /Type0 >>"));
    font.replaceKey("/ToUnicode", QPDFObjectHandle::newStream(&pdf, bfchars));
    const std::array<std::string, 2> contents = {markLine(kMarkArtifact) + "0 0 10 10 re f\n" + markLine(0) +
                                                     "1 2 m 3 4 l S\n" + markLine(1200) +
                                                     "BT (a \\) b) Tj ET\n" + markLine(kMarkEnd),
                                                 markLine(1200) + "BT (c) Tj ET\n" + markLine(kMarkEnd)};
    for (const std::string& content : contents) {
        auto page =
            pdf.makeIndirectObject(QPDFObjectHandle::parse("<< /Type /Page /MediaBox [0 0 595 842] >>"));
        page.replaceKey("/Resources", QPDFObjectHandle::parse("<< /Font << >> >>"));
        page.getKey("/Resources").getKey("/Font").replaceKey("/F1", font);
        page.replaceKey("/Contents", QPDFObjectHandle::newStream(&pdf, content));
        QPDFPageDocumentHelper(pdf).addPage(page, false);
    }
    QPDFWriter writer(pdf);
    writer.setOutputMemory();
    writer.write();
    const auto buffer = writer.getBufferSharedPointer();
    return {reinterpret_cast<const char*>(buffer->getBuffer()), buffer->getSize()};
}

Finishing sampleFinishing() {
    Finishing finishing;
    finishing.title = "Prüfung <1> & more";
    finishing.author = "A. Auditor";
    finishing.created = "2026-01-31T12:34:56.789Z";
    finishing.destinations = {{"one", 0, 800}, {"two", 1, 700}};
    finishing.outline = {
        {"1 One", 1, "one"}, {"Within", 2, "two"}, {"2 Two", 1, "two"}, {"Lost", 1, "nowhere"}};
    finishing.links = {{0, 10, 20, 30, 40, "two"}, {0, 10, 20, 30, 40, "nowhere"}};
    finishing.tags.resize(1201);
    for (Tag& tag : finishing.tags)
        tag = {"P", -1, ""};
    finishing.tags[1200] = {"Figure", 0, "What the figure shows"};
    finishing.attachments = {{"findings.json", "application/json", "Findings", "{\"a\":1}"}};
    return finishing;
}

std::string contentOf(QPDFObjectHandle page) {
    const auto buffer = page.getKey("/Contents").getStreamData(qpdf_dl_generalized);
    return {reinterpret_cast<const char*>(buffer->getBuffer()), buffer->getSize()};
}

} // namespace

class TestReportFinish : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() {
        const auto finished = finishPdf(typesetPdf(), sampleFinishing());
        QVERIFY2(finished.has_value(), finished ? "" : finished.error().message.c_str());
        m_bytes = *finished;
        m_pdf = std::make_unique<QPDF>();
        m_pdf->processMemoryFile("finished", m_bytes.data(), m_bytes.size());
        m_root = m_pdf->getRoot();
        m_pages = m_pdf->getAllPages();
    }

    void turnsMarksIntoTags() {
        const std::string content = contentOf(m_pages.at(0));
        QVERIFY(content.find("/Artifact BMC") != std::string::npos);
        QVERIFY(content.find("/P <</MCID 0>> BDC") != std::string::npos);
        QVERIFY(content.find("/Figure <</MCID 1>> BDC") != std::string::npos);
        QVERIFY2(content.find("-20") == std::string::npos, "a mark is still there");
        QVERIFY2(content.find("1 2 m 3 4 l S") != std::string::npos, "an ordinary line is gone");
        QVERIFY(content.find("(a \\) b) Tj") != std::string::npos);
        const auto occurrences = [&content](const std::string& word) {
            int number = 0;
            for (std::size_t at = content.find(word); at != std::string::npos;
                 at = content.find(word, at + 1))
                ++number;
            return number;
        };
        QCOMPARE(occurrences("EMC"), occurrences("BDC") + occurrences("BMC"));
    }

    void nestsTagsAndNamesFigures() {
        auto document = m_root.getKey("/StructTreeRoot").getKey("/K");
        QCOMPARE(document.getKey("/S").getName(), std::string("/Document"));
        auto first = document.getKey("/K").getArrayItem(0);
        auto kids = first.getKey("/K");
        QCOMPARE(kids.getArrayNItems(), 2); // the figure and its own content on page 1
        auto figure = kids.getArrayItem(0);
        QCOMPARE(figure.getKey("/Alt").getUTF8Value(), std::string("What the figure shows"));
        QCOMPARE(figure.getKey("/K").getArrayNItems(), 2);
        QVERIFY(figure.getKey("/K").getArrayItem(1).getKey("/Pg").getObjGen() == m_pages.at(1).getObjGen());
        auto numbers = m_root.getKey("/StructTreeRoot").getKey("/ParentTree").getKey("/Nums");
        QCOMPARE(numbers.getArrayItem(1).getArrayNItems(), 2);
        QVERIFY(m_root.getKey("/MarkInfo").getKey("/Marked").getBoolValue());
    }

    void makesOutlineAndLinks() {
        auto outlines = m_root.getKey("/Outlines");
        auto first = outlines.getKey("/First");
        QCOMPARE(first.getKey("/Title").getUTF8Value(), std::string("1 One"));
        QCOMPARE(first.getKey("/First").getKey("/Title").getUTF8Value(), std::string("Within"));
        QCOMPARE(first.getKey("/Count").getIntValue(), -1LL);
        QCOMPARE(outlines.getKey("/Last").getKey("/Title").getUTF8Value(), std::string("2 Two"));
        QCOMPARE(outlines.getKey("/Count").getIntValue(), 2LL);
        auto annotations = m_pages.at(0).getKey("/Annots");
        QCOMPARE(annotations.getArrayNItems(), 1);
        auto target = annotations.getArrayItem(0).getKey("/Dest").getArrayItem(0);
        QVERIFY(target.getObjGen() == m_pages.at(1).getObjGen());
    }

    void attachesFilesAndDescribesItself() {
        auto file = QPDFEmbeddedFileDocumentHelper(*m_pdf).getEmbeddedFile("findings.json");
        QVERIFY(file);
        const auto bytes = file->getEmbeddedFileStream().getStreamData(qpdf_dl_all);
        const std::string attached(reinterpret_cast<const char*>(bytes->getBuffer()), bytes->getSize());
        QCOMPARE(attached, std::string("{\"a\":1}"));
        QCOMPARE(m_root.getKey("/AF").getArrayNItems(), 1);
        QCOMPARE(m_root.getKey("/Lang").getStringValue(), std::string("en-GB"));
        QVERIFY(m_root.getKey("/ViewerPreferences").getKey("/DisplayDocTitle").getBoolValue());
        auto info = m_pdf->getTrailer().getKey("/Info");
        QCOMPARE(info.getKey("/Title").getUTF8Value(), std::string("Prüfung <1> & more"));
        QCOMPARE(info.getKey("/CreationDate").getStringValue(), std::string("D:20260131123456Z"));
        const auto xmp = m_root.getKey("/Metadata").getStreamData();
        const std::string text(reinterpret_cast<const char*>(xmp->getBuffer()), xmp->getSize());
        QVERIFY(text.find("Prüfung &lt;1&gt; &amp; more") != std::string::npos);
        QVERIFY(text.find("2026-01-31T12:34:56Z") != std::string::npos);
    }

    void mapsSpacesAndHyphensForCopying() {
        for (QPDFObjectHandle object : m_pdf->getAllObjects()) {
            if (!object.isDictionary() || !object.hasKey("/ToUnicode"))
                continue;
            const auto buffer = object.getKey("/ToUnicode").getStreamData();
            const std::string map(reinterpret_cast<const char*>(buffer->getBuffer()), buffer->getSize());
            QCOMPARE(map, std::string("1 beginbfchar\n<0001> <0020>\n<0009> <002D>\nendbfchar"));
            return;
        }
        QFAIL("no ToUnicode table");
    }

    void givesTheSameBytesTwice() { QCOMPARE(finishPdf(typesetPdf(), sampleFinishing()).value(), m_bytes); }

    void refusesWhatIsNoPdf() {
        const auto finished = finishPdf("not a PDF", {});
        QVERIFY(!finished);
        QVERIFY(finished.error().code == ErrorCode::InvalidInput);
    }

private:
    std::string m_bytes;
    std::unique_ptr<QPDF> m_pdf;
    QPDFObjectHandle m_root;
    std::vector<QPDFObjectHandle> m_pages;
};

QTEST_GUILESS_MAIN(TestReportFinish)
#include "tst_report_finish.moc"
