// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/finish.h"

#include "core/report/tag_filter.h"

#include <qpdf/Buffer.hh>
#include <qpdf/Pl_Buffer.hh>
#include <qpdf/QPDF.hh>
#include <qpdf/QPDFEFStreamObjectHelper.hh>
#include <qpdf/QPDFEmbeddedFileDocumentHelper.hh>
#include <qpdf/QPDFFileSpecObjectHelper.hh>
#include <qpdf/QPDFPageDocumentHelper.hh>
#include <qpdf/QPDFPageObjectHelper.hh>
#include <qpdf/QPDFWriter.hh>

#include <map>

namespace retort::report {
namespace {

using Handle = QPDFObjectHandle;

Handle text(const std::string& value) {
    return Handle::newUnicodeString(value);
}

std::string escapeXml(std::string_view value) {
    std::string escaped;
    for (const char character : value) {
        switch (character) {
        case '&':
            escaped += "&amp;";
            break;
        case '<':
            escaped += "&lt;";
            break;
        case '>':
            escaped += "&gt;";
            break;
        default:
            escaped += character;
        }
    }
    return escaped;
}

// "2026-01-31T12:34:56.789Z" -> "D:20260131123456Z"; empty when it is no such date.
std::string pdfDate(std::string_view iso) {
    std::string digits;
    for (const char character : iso.substr(0, 19)) {
        if (character >= '0' && character <= '9')
            digits += character;
    }
    return digits.size() == 14 ? "D:" + digits + "Z" : std::string();
}

class Finisher {
public:
    Finisher(std::string_view typeset, const Finishing& finishing) : m_finishing(finishing) {
        m_pdf.setSuppressWarnings(true); // problems come back as errors
        m_pdf.processMemoryFile("the typeset report", typeset.data(), typeset.size());
        m_pages = QPDFPageDocumentHelper(m_pdf).getAllPages();
        for (const Destination& place : finishing.destinations) {
            if (place.page >= 0 && static_cast<std::size_t>(place.page) < m_pages.size())
                m_destinations.emplace(place.name, destination(place));
        }
    }

    std::string run() {
        repairCopiedSpaces();
        addLinks();
        addOutline();
        addStructure();
        addAttachments();
        addMetadata();
        return write();
    }

private:
    Handle destination(const Destination& place) {
        Handle array = Handle::newArray();
        array.appendItem(m_pages[static_cast<std::size_t>(place.page)].getObjectHandle());
        array.appendItem(Handle::newName("/XYZ"));
        array.appendItem(Handle::newNull());
        array.appendItem(Handle::newReal(place.top, 1));
        array.appendItem(Handle::newNull());
        return array;
    }

    // Qt's ToUnicode tables map the space's glyph to TAB and the hyphen's to the soft hyphen.
    void repairCopiedSpaces() {
        for (Handle object : m_pdf.getAllObjects()) {
            if (!object.isDictionary() || !object.getKey("/ToUnicode").isStream())
                continue;
            Handle map = object.getKey("/ToUnicode");
            const auto buffer = map.getStreamData(qpdf_dl_generalized);
            std::string table(reinterpret_cast<const char*>(buffer->getBuffer()), buffer->getSize());
            replaceTarget(table, "<0009>", "<0020>");
            replaceTarget(table, "<00A0>", "<0020>");
            replaceTarget(table, "<00AD>", "<002D>");
            map.replaceStreamData(table, Handle::newNull(), Handle::newNull());
        }
    }

    // Only the last code of a line is a character; the ones before it are glyph numbers.
    static void replaceTarget(std::string& table, std::string_view from, std::string_view to) {
        for (std::size_t at = table.find(from); at != std::string::npos;
             at = table.find(from, at + to.size())) {
            const std::size_t next = table.find_first_not_of(" \r", at + from.size());
            if (next == std::string::npos || table[next] == '\n')
                table.replace(at, from.size(), to);
        }
    }

    void addLinks() {
        for (const Link& link : m_finishing.links) {
            const auto found = m_destinations.find(link.target);
            if (found == m_destinations.end() || static_cast<std::size_t>(link.page) >= m_pages.size())
                continue;
            Handle page = m_pages[static_cast<std::size_t>(link.page)].getObjectHandle();
            Handle annotation = m_pdf.makeIndirectObject(
                Handle::parse("<< /Type /Annot /Subtype /Link /Border [0 0 0] /F 4 >>"));
            annotation.replaceKey(
                "/Rect", Handle::newArray(Handle::Rectangle(link.left, link.bottom, link.right, link.top)));
            annotation.replaceKey("/Dest", found->second);
            if (!page.getKey("/Annots").isArray())
                page.replaceKey("/Annots", Handle::newArray());
            page.getKey("/Annots").appendItem(annotation);
        }
    }

    void addOutline() {
        Handle root = m_pdf.makeIndirectObject(Handle::parse("<< /Type /Outlines >>"));
        Handle section;
        for (const OutlineEntry& entry : m_finishing.outline) {
            const auto found = m_destinations.find(entry.target);
            if (found == m_destinations.end())
                continue;
            Handle item = m_pdf.makeIndirectObject(Handle::newDictionary());
            item.replaceKey("/Title", text(entry.title));
            item.replaceKey("/Dest", found->second);
            const bool nested = entry.level > 1 && section.isInitialized();
            appendOutlineItem(nested ? section : root, item, nested);
            if (!nested)
                section = item;
        }
        if (!root.hasKey("/First"))
            return;
        m_pdf.getRoot().replaceKey("/Outlines", root);
        m_pdf.getRoot().replaceKey("/PageMode", Handle::newName("/UseOutlines"));
    }

    // Nested entries start folded: a negative count says so.
    static void appendOutlineItem(Handle parent, Handle item, bool folded) {
        item.replaceKey("/Parent", parent);
        if (parent.hasKey("/Last")) {
            Handle last = parent.getKey("/Last");
            last.replaceKey("/Next", item);
            item.replaceKey("/Prev", last);
        } else {
            parent.replaceKey("/First", item);
        }
        parent.replaceKey("/Last", item);
        const long long count = parent.hasKey("/Count") ? parent.getKey("/Count").getIntValue() : 0;
        parent.replaceKey("/Count", Handle::newInteger(folded ? count - 1 : count + 1));
    }

    void addStructure() {
        Handle root = m_pdf.makeIndirectObject(Handle::parse("<< /Type /StructTreeRoot >>"));
        Handle document = m_pdf.makeIndirectObject(Handle::parse("<< /Type /StructElem /S /Document >>"));
        document.replaceKey("/P", root);
        root.replaceKey("/K", document);
        makeElements(document);
        Handle numbers = Handle::newArray();
        for (std::size_t page = 0; page < m_pages.size(); ++page)
            markPage(page, numbers);
        Handle parents = Handle::newDictionary();
        parents.replaceKey("/Nums", numbers);
        root.replaceKey("/ParentTree", m_pdf.makeIndirectObject(parents));
        root.replaceKey("/ParentTreeNextKey", Handle::newInteger(static_cast<long long>(m_pages.size())));
        m_pdf.getRoot().replaceKey("/StructTreeRoot", root);
        m_pdf.getRoot().replaceKey("/MarkInfo", Handle::parse("<< /Marked true >>"));
    }

    void makeElements(Handle document) {
        document.replaceKey("/K", Handle::newArray());
        for (const Tag& tag : m_finishing.tags) {
            Handle element = m_pdf.makeIndirectObject(Handle::parse("<< /Type /StructElem >>"));
            element.replaceKey("/S", Handle::newName("/" + tag.type));
            element.replaceKey("/K", Handle::newArray());
            if (!tag.alternative.empty())
                element.replaceKey("/Alt", text(tag.alternative));
            if (tag.type == "TH")
                element.replaceKey("/A", Handle::parse("<< /O /Table /Scope /Column >>"));
            const bool nested = tag.parent >= 0 && static_cast<std::size_t>(tag.parent) < m_elements.size();
            Handle parent = nested ? m_elements[static_cast<std::size_t>(tag.parent)] : document;
            element.replaceKey("/P", parent);
            parent.getKey("/K").appendItem(element);
            m_elements.push_back(element);
        }
    }

    void markPage(std::size_t index, Handle numbers) {
        Handle page = m_pages[index].getObjectHandle();
        m_pages[index].coalesceContentStreams();
        TagFilter filter(m_finishing.tags);
        Pl_Buffer collected("page content");
        m_pages[index].filterContents(&filter, &collected);
        page.replaceKey("/Contents", Handle::newStream(&m_pdf, collected.getBufferSharedPointer()));
        Handle elements = Handle::newArray();
        long long number = 0;
        for (const int tag : filter.marked()) {
            Handle element = m_elements[static_cast<std::size_t>(tag)];
            Handle reference = Handle::parse("<< /Type /MCR >>");
            reference.replaceKey("/Pg", page);
            reference.replaceKey("/MCID", Handle::newInteger(number++));
            element.getKey("/K").appendItem(reference);
            elements.appendItem(element);
        }
        page.replaceKey("/StructParents", Handle::newInteger(static_cast<long long>(index)));
        page.replaceKey("/Tabs", Handle::newName("/S"));
        numbers.appendItem(Handle::newInteger(static_cast<long long>(index)));
        numbers.appendItem(m_pdf.makeIndirectObject(elements));
    }

    void addAttachments() {
        if (m_finishing.attachments.empty())
            return;
        QPDFEmbeddedFileDocumentHelper files(m_pdf);
        Handle associated = Handle::newArray();
        const std::string date = pdfDate(m_finishing.created);
        for (const Attachment& attachment : m_finishing.attachments) {
            auto stream = QPDFEFStreamObjectHelper::createEFStream(m_pdf, attachment.bytes);
            stream.setSubtype(attachment.mediaType);
            if (!date.empty())
                stream.setCreationDate(date).setModDate(date);
            auto file = QPDFFileSpecObjectHelper::createFileSpec(m_pdf, attachment.name, stream);
            file.setDescription(attachment.description);
            file.getObjectHandle().replaceKey("/AFRelationship", Handle::newName("/Data"));
            files.replaceEmbeddedFile(attachment.name, file);
            associated.appendItem(file.getObjectHandle());
        }
        m_pdf.getRoot().replaceKey("/AF", associated);
    }

    void addMetadata() {
        Handle root = m_pdf.getRoot();
        root.replaceKey("/Lang", Handle::newString(m_finishing.language));
        root.replaceKey("/ViewerPreferences", Handle::parse("<< /DisplayDocTitle true >>"));
        Handle info = m_pdf.makeIndirectObject(Handle::newDictionary());
        info.replaceKey("/Title", text(m_finishing.title));
        info.replaceKey("/Author", text(m_finishing.author));
        info.replaceKey("/Subject", text(m_finishing.subject));
        info.replaceKey("/Creator", text(m_finishing.creator));
        info.replaceKey("/Producer", text(kProducer));
        if (const std::string date = pdfDate(m_finishing.created); !date.empty()) {
            info.replaceKey("/CreationDate", Handle::newString(date));
            info.replaceKey("/ModDate", Handle::newString(date));
        }
        m_pdf.getTrailer().replaceKey("/Info", info);
        Handle metadata = m_pdf.makeIndirectObject(Handle::newStream(&m_pdf, xmp()));
        metadata.getDict().replaceKey("/Type", Handle::newName("/Metadata"));
        metadata.getDict().replaceKey("/Subtype", Handle::newName("/XML"));
        root.replaceKey("/Metadata", metadata);
    }

    std::string xmp() const {
        const std::string day = m_finishing.created.substr(0, 19);
        const std::string dates =
            pdfDate(m_finishing.created).empty()
                ? std::string()
                : fmt::format("<xmp:CreateDate>{0}Z</xmp:CreateDate><xmp:ModifyDate>{0}Z</xmp:ModifyDate>",
                              day);
        return fmt::format(
            "<?xpacket begin='\xEF\xBB\xBF' id='W5M0MpCehiHzreSzNTczkc9d'?>\n"
            "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF "
            "xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>"
            "<rdf:Description rdf:about='' xmlns:dc='http://purl.org/dc/elements/1.1/'"
            " xmlns:xmp='http://ns.adobe.com/xap/1.0/' xmlns:pdf='http://ns.adobe.com/pdf/1.3/'>"
            "<dc:title><rdf:Alt><rdf:li xml:lang='x-default'>{}</rdf:li></rdf:Alt></dc:title>"
            "<dc:creator><rdf:Seq><rdf:li>{}</rdf:li></rdf:Seq></dc:creator>"
            "<dc:description><rdf:Alt><rdf:li xml:lang='x-default'>{}</rdf:li></rdf:Alt></dc:description>"
            "<dc:language><rdf:Bag><rdf:li>{}</rdf:li></rdf:Bag></dc:language>"
            "<xmp:CreatorTool>{}</xmp:CreatorTool>{}<pdf:Producer>{}</pdf:Producer>"
            "</rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end='w'?>",
            escapeXml(m_finishing.title), escapeXml(m_finishing.author), escapeXml(m_finishing.subject),
            escapeXml(m_finishing.language), escapeXml(m_finishing.creator), dates, kProducer);
    }

    std::string write() {
        // The typesetter's own id would be kept as the first half, and it may depend on the time.
        m_pdf.getTrailer().removeKey("/ID");
        QPDFWriter writer(m_pdf);
        writer.setOutputMemory();
        writer.setDeterministicID(true);
        // A classic cross-reference table, which signatures added later build upon.
        writer.setObjectStreamMode(qpdf_o_disable);
        writer.setMinimumPDFVersion("1.7");
        writer.setStreamDataMode(qpdf_s_compress);
        writer.write();
        const auto buffer = writer.getBufferSharedPointer();
        return {reinterpret_cast<const char*>(buffer->getBuffer()), buffer->getSize()};
    }

    static constexpr const char* kProducer = "Qt, finished by libqpdf";

    const Finishing& m_finishing;
    QPDF m_pdf;
    std::vector<QPDFPageObjectHelper> m_pages;
    std::map<std::string, Handle> m_destinations;
    std::vector<Handle> m_elements;
};

} // namespace

Result<std::string> finishPdf(std::string_view typeset, const Finishing& finishing) {
    try {
        return Finisher(typeset, finishing).run();
    } catch (const std::exception& problem) {
        return fail(ErrorCode::InvalidInput, "the typeset report can't be finished: {}", problem.what());
    }
}

} // namespace retort::report
